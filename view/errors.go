package view

import (
	"fmt"

	"github.com/mica-go/mica/bridge"
)

// PatchError tells why a message was refused. The tree is as it was before.
type PatchError struct {
	Page bridge.PageID
	// Seq is the batch's number, 0 for another message.
	Seq uint64
	// Op is the index of the operation in the batch, -1 when the batch as a
	// whole or another message was refused.
	Op int
	// Kind is the operation's kind, where Op is not -1.
	Kind bridge.OpKind
	// Reason says what is wrong, for a person.
	Reason string
}

var opNames = [...]string{
	bridge.OpDefine: "define", bridge.OpCreate: "create", bridge.OpMove: "move", bridge.OpRemove: "remove",
	bridge.OpSet: "set", bridge.OpComponent: "component", bridge.OpSlot: "slot", bridge.OpLayer: "layer",
}

// Error returns the place and the reason in one line.
func (e *PatchError) Error() string {
	switch {
	case e.Seq == 0 && e.Op < 0:
		return fmt.Sprintf("view: page %d: %s", e.Page, e.Reason)
	case e.Op < 0:
		return fmt.Sprintf("view: page %d, batch %d: %s", e.Page, e.Seq, e.Reason)
	case int(e.Kind) < len(opNames):
		return fmt.Sprintf("view: page %d, batch %d, operation %d (%s): %s", e.Page, e.Seq, e.Op, opNames[e.Kind], e.Reason)
	}
	return fmt.Sprintf("view: page %d, batch %d, operation %d: %s", e.Page, e.Seq, e.Op, e.Reason)
}

// SelectorError reports a selector that the view does not understand.
type SelectorError struct {
	Selector string
	// Offset is the 0-based byte at which it is wrong.
	Offset int
	Reason string
}

// Error returns the selector, the place and the reason in one line.
func (e *SelectorError) Error() string {
	return fmt.Sprintf("view: selector %q, at %d: %s", e.Selector, e.Offset, e.Reason)
}
