package bridge

import (
	"fmt"

	"github.com/mica-go/mica/internal/value"
)

// ToView is a message from the logic layer to the view layer or the host: a
// *Batch, *OpenPage, *ClosePage, *Stack or *Call.
type ToView interface{ toView() }

// ToLogic is a message to the logic layer: an *Event, *Ack, *Reply or
// *Control.
type ToLogic interface{ toLogic() }

// Batch is a list of operations on one page's tree.
type Batch struct {
	Page PageID
	// Seq counts the batches of a page from 1.
	Seq uint64
	Ops []Op
}

// OpKind is the kind of an operation.
type OpKind uint8

// The operations, with the fields of Op that they use.
const (
	// OpDefine hands over Skeleton.
	OpDefine OpKind = iota
	// OpCreate makes Instance from Skeleton with Values, and puts it at node At
	// of Parent (a NodeBlocks or NodeComponent) in front of Before, last when
	// Before is 0. With Parent 0 it is the root of the page; with Shadow set it
	// is the shadow root of the component node At of Parent.
	OpCreate
	// OpMove moves Instance, within its list, in front of Before.
	OpMove
	// OpRemove takes Instance out of the tree and forgets it and everything
	// below it.
	OpRemove
	// OpSet fills hole At of Instance with Value.
	OpSet
	// OpComponent tells that node At of Instance is the component Path, and
	// whether its host node is Virtual, that is, not rendered, or Unstyled: the
	// style that the template gives it is a property of the component's, and none
	// of the node.
	OpComponent
	// OpSlot tells that the slot node At of Instance shows Roots.
	OpSlot
	// OpLayer sets Layer of node At of Instance to Value; see Layer.
	OpLayer
)

// Layer is a writer besides the template: of class, of style or of what a
// built-in component shows. Each has its own value, so that none undoes another.
type Layer uint8

// The layers and their values.
const (
	// LayerWXSStyle is what WXS setStyle set: a style string.
	LayerWXSStyle Layer = iota + 1
	// LayerWXSAdd is what WXS addClass added: an array of names.
	LayerWXSAdd
	// LayerWXSRemove is what WXS removeClass took away: an array of names.
	LayerWXSRemove
	// LayerAnimation is the style that animations set: a style string.
	LayerAnimation
	// LayerValue is what a built-in component shows in place of its attribute,
	// or undefined where the attribute counts. For a control it is what its user
	// made of it: the value of input, textarea, slider, picker and picker-view,
	// checked of checkbox, radio and switch, current of swiper, scrollTop of
	// page-meta, and an object of what was changed for scroll-view (scrollTop,
	// scrollLeft, refresherTriggered) and movable-view (x, y, scaleValue). For
	// rich-text it is its nodes in their normal form, for match-media whether its
	// children are to be seen.
	//
	// The view owns the live value of a control and counts its user's edits; an
	// Event tells the count, and Op.Edit how far the logic layer had got when it
	// wrote. A view whose user has gone on since drops such an operation, and
	// keeps its own value whatever the attribute becomes, until the one comes
	// that answers its last edit.
	LayerValue
	// LayerHover is the hover-class of a node that a finger is on: an array of
	// names and of pairs [scope, name], as HoleClass has them.
	LayerHover
)

// Op is one operation. Which fields count is told at its kind.
type Op struct {
	Kind     OpKind
	Shadow   bool
	Virtual  bool
	Unstyled bool
	Layer    Layer
	At       int32
	Instance InstanceID
	Parent   InstanceID
	Before   InstanceID
	// Edit is the last edit of the user that LayerValue knows of.
	Edit     uint32
	Skeleton *Skeleton
	Path     string
	Value    value.Value
	Values   []value.Value
	Roots    []Root
}

// Root is a root node of a content instance.
type Root struct {
	Instance InstanceID
	Node     int32
}

// OpenPage announces a page; its tree follows in batches.
type OpenPage struct {
	Page PageID
	// Path is the page's path without a leading slash.
	Path string
	// Query are the parameters, a value of kind object.
	Query value.Value
}

// ClosePage drops a page.
type ClosePage struct{ Page PageID }

// Stack tells the page stack, bottom first; the last page is the visible one.
// Open pages that are not listed are tab pages in the background.
type Stack struct{ Pages []PageID }

// Call asks the host for something. A call with an ID is answered by a Reply
// with the same ID; one without is a notice.
type Call struct {
	ID uint64
	// Name is the wx.* name, for example "request".
	Name string
	// Page is the page on whose behalf the call is made, 0 for the app.
	Page PageID
	Args value.Value
}

// Event is something that happened to a node of a page.
type Event struct {
	Page     PageID
	Instance InstanceID
	Node     int32
	Type     string
	// Detail is the event's detail.
	Detail value.Value
	// Touches and ChangedTouches are arrays, or undefined for events without.
	Touches, ChangedTouches         value.Value
	Bubbles, Composed, CapturePhase bool
	// Gesture says that a touch event comes from a finger on the screen: the
	// logic layer makes taps and long presses of touchstart, touchmove, touchend
	// and touchcancel. The type longpress then means that the finger has rested
	// long enough by the view's own clock.
	Gesture bool
	// Edit counts the edits that the user has made to a control, this one
	// included; 0 for a view that does not count. See LayerValue.
	Edit uint32
}

// Ack tells that the view's tree shows the batch Seq, and all before it, of a
// page.
type Ack struct {
	Page PageID
	Seq  uint64
}

// Reply answers a Call.
type Reply struct {
	ID uint64
	// Result counts where Err is nil.
	Result value.Value
	Err    *CallError
	// More is set when further replies to the same call follow: progress,
	// headers, messages of a socket.
	More bool
}

// Control is a wish of the host: to navigate, to hide or show the app, to tell
// of a new window size. Name is one of the names that package runtime
// documents.
type Control struct {
	Name string
	Args value.Value
}

// CallError is why a call of the host failed, in WeChat's terms.
type CallError struct {
	// Errno is WeChat's number, 0 for none.
	Errno int
	// Message is what follows "name:fail " in errMsg.
	Message string
}

func (e *CallError) Error() string {
	if e.Errno != 0 {
		return fmt.Sprintf("%s (errno %d)", e.Message, e.Errno)
	}
	return e.Message
}

func (*Batch) toView()     {}
func (*OpenPage) toView()  {}
func (*ClosePage) toView() {}
func (*Stack) toView()     {}
func (*Call) toView()      {}

func (*Event) toLogic()   {}
func (*Ack) toLogic()     {}
func (*Reply) toLogic()   {}
func (*Control) toLogic() {}

// Port is the logic layer's end of the bridge.
type Port interface {
	// Send hands over one message. It does not wait for a view elsewhere and is
	// called by one goroutine at a time, in order. A view in the same process
	// that applied a batch at once returns its acknowledgement; otherwise Send
	// returns nil and the acknowledgement comes as a message. After the port is
	// closed messages are dropped.
	Send(ToView) *Ack
	// Ask is a call that needs its answer at once, such as getStorageSync. It
	// blocks the logic layer. The error is a *CallError.
	Ask(name string, page PageID, args value.Value) (value.Value, error)
}
