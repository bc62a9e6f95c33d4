// Package ws carries the messages of package bridge over a WebSocket: one
// binary message of the WebSocket for each of the bridge's, without a length in
// front.
//
// A host serves views by [Accept] in an http.Handler and hands the result to
// the app (runtime.RemoteView.Connect); a view in another Go program gets its
// end by [Dial] and hands it to view.Client. The ends are transports as any
// other; see [bridge.Transport] for what may be called at the same time.
//
// What the other end sends is untrusted: messages are bounded by
// [bridge.Limits], and Accept takes browsers from the server's own host only,
// unless [Options] names others. Who may see which app is the host's to decide
// before it calls Accept.
package ws
