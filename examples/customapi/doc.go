// Command customapi gives mini-programs a wx.pay of the host's own: wx.pay with
// callbacks or a promise, wx.paySync, and a question to the user before the
// first payment.
package main
