// Package view is the view layer of one app: it builds the virtual DOM of each
// page from bridge messages alone, and hosts, tests and remote clients inspect
// it.
//
// # In and out
//
// Messages go in through [View.Receive]. Out come the trees: a [Page] is the
// tree of one page, a [Node] a small comparable handle to one of its nodes.
// Nodes answer for themselves (tag, classes, attributes, text), for their
// place (parent, children), find others by selector ([Node.Query]) and write
// themselves as HTML, as an outline for people, as JSON in the form of the
// conformance cases and as a checksum. A node's [Target] is what an event to
// the logic layer names.
//
// # The composed tree
//
// The tree is what a user sees: below a component's host stands its shadow
// tree, below a slot the nodes distributed to it; the places of wx:if, wx:for
// and templates are no nodes. Slots are nodes of kind [KindSlot] and a host
// that is not rendered is one that says [Node.Virtual]; [Node.Rendered] gives
// a node's children without either. Content that no slot takes is reached
// through [Node.Content] alone. A component node that no path and no shadow
// root was sent for (an unknown or not yet loaded component) shows its content
// as its children. Above everything stands a made-up node of tag "page", see
// [Page.Root].
//
// # Styles
//
// [Node.ComputedStyle] computes what a browser's getComputedStyle would give
// without layout, by the sheets that [Config].Styles hands in. It works on the
// tree of rendered nodes, keeps what it found, and is told by batches what to
// look at again; a page that is never asked spends nothing on it.
//
// # Batches
//
// A batch is applied as a whole or not at all. One that makes no sense gives a
// [*PatchError], leaves the tree as it was and freezes the page: as the two
// sides no longer agree, it takes no further batch and can only be closed.
// The slices of a batch ([bridge.Op].Values above all) belong to the view from
// then on, and the view writes to them; skeletons stay shared and unchanged.
//
// # Concurrency
//
// Everything here is safe for concurrent use. Receive is called by one
// goroutine at a time, in the order of the messages; readers may run at the
// same time. Each call of a reader sees one state, the one between two
// batches; two calls may see two states ([Page.Seq] tells). A handle to a node
// that was removed answers as the zero Node does, with zero values.
package view
