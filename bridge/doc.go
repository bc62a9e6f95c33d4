// Package bridge is the only thing that the logic layer and the view layer of
// a mini-program share: the messages that cross between them and the two ends
// they cross at.
//
// # What goes to the view
//
// A page is a tree of block instances. A block is cut out of a template at the
// places where its structure can change: the branches of wx:if, the rows of
// wx:for, the body of a template, the content given to a component, the shadow
// tree of a component. A block's [Skeleton] holds its nodes and static
// attributes and is sent once; a block instance is a skeleton with the values
// of its holes. So nodes need no identity of their own: a node is an instance
// and an index into the skeleton's nodes.
//
// Skeleton nodes of the kinds [NodeBlocks] and [NodeComponent] hold an ordered
// list of child instances: the blocks that stand at that place, and the
// content that a component's user put between its tags. A component node has a
// shadow root too, and a [NodeSlot] shows a list of roots of content instances
// ([OpSlot]). The composed tree that a user sees is: an element's children; a
// component's shadow root; a slot's roots; and in place of a blocks node the
// roots of its child instances.
//
// Changes travel as a [Batch] of operations, applied in order and as a whole,
// and acknowledged by an [Ack] of the same sequence number once the view's
// tree shows them. The other messages to the view open, close and show pages
// or ask the host something.
//
// # What goes to the logic layer
//
// Events ([Event]), acknowledgements, answers to calls ([Reply]) and the
// host's own wishes ([Control]).
//
// # The two ends
//
// The logic layer sends through a [Port]. In one process that applies a batch
// at once and returns its acknowledgement. To a view elsewhere it is a
// [Remote], with a [ViewConn] at the view's end of a [Transport]: a [Pipe]
// within the process, a stream of bytes ([NewLogicStream], [NewViewStream]: a
// net.Conn, a pipe), where each message has its length in front as an unsigned
// varint, or a WebSocket (package bridge/ws). What [Encoder] writes is described
// byte by byte in wire.go.
//
// A Remote sends ahead of the acknowledgements as far as its window allows.
// What a view does not keep up with is merged by a [Mirror]: the last write to a
// hole wins, what was made and removed again is never sent, and a merged batch
// has the number of the last one in it. So neither a slow view nor none makes
// the logic layer grow beyond the size of its pages; and a view that lost its
// state gets each page as one batch.
//
// # Ownership and order
//
// Messages are plain data: immutable after they are handed over, safe to read
// from any goroutine, free of JavaScript and of view objects. Each direction
// is first in, first out. The slices of a batch belong to the receiver.
package bridge
