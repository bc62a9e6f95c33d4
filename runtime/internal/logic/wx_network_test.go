package logic

import (
	"slices"
	"testing"

	"github.com/mica-go/mica/bridge"
	"github.com/mica-go/mica/internal/value"
)

// TestRequestSerialisation is spec api §A.3: what the host is asked for.
func TestRequestSerialisation(t *testing.T) {
	const rest = `,"timeout":60000,"dataType":"json","responseType":"text","enableChunked":false,"redirect":"follow"}`
	for _, c := range []struct{ name, options, want string }{
		{"defaults", `url: 'https://a/x'`,
			`{"url":"https://a/x","method":"GET","header":{"content-type":"application/json"}`},
		{"GET with an object", `url: 'https://a/x', data: {a: 1, b: 'ü&', c: [1, 2], d: null}`,
			`{"url":"https://a/x?a=1&b=%C3%BC%26&c=1%2C2&d=null","method":"GET","header":{"content-type":"application/json"}`},
		{"existing query and fragment", `url: 'https://a/x?y=1#z', data: {a: 1}`,
			`{"url":"https://a/x?y=1&a=1#z","method":"GET","header":{"content-type":"application/json"}`},
		{"POST JSON", `url: 'https://a/x', method: 'post', data: {a: [1, {b: undefined}]}, header: {'X-A': 1, Referer: 'r'}`,
			`{"url":"https://a/x","method":"POST","header":{"X-A":"1","content-type":"application/json"},"data":"{\"a\":[1,{}]}"`},
		{"POST form", `url: 'https://a/x', method: 'POST', data: {a: 1, b: 'x y'}, header: {'Content-Type': 'application/x-www-form-urlencoded'}`,
			`{"url":"https://a/x","method":"POST","header":{"Content-Type":"application/x-www-form-urlencoded"},"data":"a=1&b=x%20y"`},
		{"string", `url: 'https://a/x', method: 'PUT', data: 'raw'`,
			`{"url":"https://a/x","method":"PUT","header":{"content-type":"application/json"},"data":"raw"`},
		{"ArrayBuffer", `url: 'https://a/x', method: 'POST', data: new Uint8Array([0, 1, 2, 255]).subarray(1)`,
			`{"url":"https://a/x","method":"POST","header":{"content-type":"application/json"},"data":{"base64":"AQL/"}`},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := wxLaunch(t, map[string]string{"index.js": `Page({ onLoad() { wx.request({` + c.options + `}) } })`}, nil)
			if want := "request " + c.want + rest; len(r.calls) != 1 || r.calls[0] != want {
				t.Errorf("\ngot  %s\nwant %s", r.calls, want)
			}
		})
	}
}

func TestRequestResult(t *testing.T) {
	answer := func(data string) func(h *wxHost) {
		return func(h *wxHost) {
			h.answers["request"] = answerOK("data", data, "statusCode", 404, "header", value.NewObject(), "cookies", stringArray(nil))
		}
	}
	const rest = `,"statusCode":404,"header":{},"cookies":[],"errMsg":"request:ok"}`
	request := func(options string) string {
		return `wx.request({url: 'https://a/', ` + options + `, success: L('s')})`
	}
	for _, c := range []struct{ data, options, want string }{
		{`{"a":1}`, ``, `s {"data":{"a":1}` + rest},
		{"\ufeff[1]", ``, `s {"data":[1]` + rest},
		{`{"a":`, ``, `s {"data":"{\"a\":"` + rest},
		{``, ``, `s {"data":""` + rest},
		{`{"a":1}`, `dataType: '其他',`, `s {"data":"{\"a\":1}"` + rest},
	} {
		wxCases(t, []wxCase{{c.data, request(c.options + "x: 1"), c.want}}, answer(c.data))
	}
	wxCases(t, []wxCase{{"arraybuffer", `wx.request({url: 'https://a/', responseType: 'arraybuffer', success: (r) => console.log(r.data instanceof ArrayBuffer, new Uint8Array(r.data)[1])})`,
		`true 98`}}, answer("abc"))
	wxCases(t, []wxCase{{"bytes", `wx.request({url: 'https://a/', responseType: 'arraybuffer', success: (r) => console.log(new Uint8Array(r.data)[1])})`,
		`255`}}, func(h *wxHost) { h.answers["request"] = answerOK("data", bytesValue([]byte{0, 255})) })
}

func TestRequestFailures(t *testing.T) {
	wxCases(t, []wxCase{
		{"bad scheme", `wx.request({url: 'ftp://a', fail: L('f')}); wx.request({url: '/x', fail: L('f')})`,
			`f {"errMsg":"request:fail invalid url \"ftp://a\"","errno":600009} | f {"errMsg":"request:fail invalid url \"/x\"","errno":600009}`},
		{"data that can not be written", `const o = {}; o.o = o; wx.request({url: 'https://a/', method: 'POST', data: o, fail: (e) => console.log(e.errno)})
			wx.request({url: 'https://a/', data: {a: '\ud83d'}, fail: (e) => console.log(e.errno)})`, `600010 | 600010`},
		{"the host's", `wx.request({url: 'https://a/', fail: L('f')}); wx.downloadFile({url: 'https://a/', complete: L('c')})`,
			`f {"errMsg":"request:fail timeout","errno":5} | c {"errMsg":"downloadFile:fail not supported","errno":100}`},
		{"abort", `const t = wx.request({url: 'https://hold/', fail: L('f'), complete: L('c')}); t.abort(); t.abort(); console.log('sync')`,
			`sync | f {"errMsg":"request:fail abort"} | c {"errMsg":"request:fail abort"}`},
	}, func(h *wxHost) {
		h.answers["request"] = func(args *value.Object) (value.Value, *bridge.CallError) {
			if value.Text(args.Get("url")) == "https://hold/" {
				return answerHold(args)
			}
			return value.Value{}, &bridge.CallError{Errno: 5, Message: "timeout"}
		}
	})
}

// TestRequestLimit: ten at a time, the others wait; an aborted one makes place.
func TestRequestLimit(t *testing.T) {
	r := wxLaunch(t, map[string]string{"index.js": `Page({ onLoad() {
		this.t = []; for (let i = 0; i < 13; i++) this.t.push(wx.request({url: 'https://a/' + i, complete: (r) => console.log(i, r.errMsg)})) },
		abort(i) { this.t[i].abort() } })`}, func(h *wxHost) { h.answers["request"] = answerHold })
	started := func(want int) {
		t.Helper()
		n := 0
		for _, c := range r.calls {
			if c[:8] == "request " {
				n++
			}
		}
		if n != want {
			t.Errorf("%d requests started, want %d", n, want)
		}
	}
	started(10)
	r.call(t, "abort", 12) // it waits
	started(10)
	r.call(t, "abort", 0)
	started(11)
	if !slices.Contains(r.calls, `abort {"id":1}`) {
		t.Error("the host was not told of the abort")
	}
	if got, want := r.log(), "12 request:fail abort | 0 request:fail abort"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
	r.pending = r.pending[1:2]
	r.reply(t, value.FromObject(fieldsOf("data", "1")), nil)
	started(12)
	if got, want := r.log(), "1 request:ok"; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

func TestTaskEvents(t *testing.T) {
	r := wxLaunch(t, map[string]string{"index.js": `Page({ onLoad() {
		const d = wx.downloadFile({url: 'https://a/', success: (r) => console.log(JSON.stringify(r))})
		const f = (e) => console.log(JSON.stringify(e)); d.onProgressUpdate(f); d.onHeadersReceived(() => console.log('head'))
		this.off = () => d.offProgressUpdate(f) }, stop() { this.off() } })`}, func(h *wxHost) { h.answers["downloadFile"] = answerHold })
	r.more(t, "downloadFile", "event", "progressUpdate", "progress", 50)
	r.more(t, "downloadFile", "event", "headersReceived", "header", value.NewObject())
	r.call(t, "stop")
	r.more(t, "downloadFile", "event", "progressUpdate", "progress", 100)
	r.reply(t, value.FromObject(fieldsOf("tempFilePath", "wxfile://tmp1", "statusCode", 200)), nil)
	if got, want := r.log(), `{"progress":50} | head | {"tempFilePath":"wxfile://tmp1","statusCode":200,"errMsg":"downloadFile:ok"}`; got != want {
		t.Errorf("\ngot  %s\nwant %s", got, want)
	}
}

func TestSocket(t *testing.T) {
	r := wxLaunch(t, map[string]string{"index.js": `const J = JSON.stringify, L = (x) => (r) => console.log(x, J(r))
		wx.onSocketMessage((m) => console.log('global', typeof m.data))
		Page({ onLoad() {
			const s = this.s = wx.connectSocket({url: 'wss://a/', protocols: ['x'], success: L('s')})
			s.onOpen(L('open')); s.onMessage((m) => console.log('message', m.data instanceof ArrayBuffer ? m.data.byteLength : m.data)); s.onClose(L('close')); s.onError(L('error'))
			s.send({data: 'early', fail: L('early')}) },
			send() { this.s.send({data: 'hi', complete: L('sent')}); wx.sendSocketMessage({data: new ArrayBuffer(2), complete: L('sent')}); this.s.send({data: 3, complete: L('sent')}) },
			close(code) { this.s.close({code, complete: L('closing')}) } })`},
		func(h *wxHost) { h.answers["connectSocket"], h.answers["socketSend"] = answerHold, answerOK() })
	step := func(what, want string) {
		t.Helper()
		if got := r.log(); got != want {
			t.Errorf("%s\ngot  %s\nwant %s", what, got, want)
		}
	}
	step("connect", `s {"errMsg":"connectSocket:ok"} | early {"errMsg":"SocketTask.send:fail WebSocket is not connected"}`)
	r.more(t, "connectSocket", "event", "open", "header", value.NewObject())
	step("open", `open {"header":{}}`)
	r.more(t, "connectSocket", "event", "message", "data", "x")
	r.more(t, "connectSocket", "event", "message", "data", bytesValue([]byte("abc")))
	step("message", `message x | global string | message 3 | global object`)
	r.calls = nil
	r.call(t, "send")
	step("send", `sent {"errMsg":"SocketTask.send:ok"} | sent {"errMsg":"sendSocketMessage:ok"} | `+
		`sent {"errMsg":"SocketTask.send:fail parameter error: parameter.data should be String or ArrayBuffer instead of Number;","errno":1001}`)
	if want := []string{`socketSend {"socket":1,"data":"hi"}`, `socketSend {"socket":1,"data":{"base64":"AAA="}}`}; !slices.Equal(r.calls, want) {
		t.Errorf("calls %q, want %q", r.calls, want)
	}
	r.call(t, "close", 1001)
	step("bad code", `closing {"errMsg":"SocketTask.close:fail parameter error: the close code must be 1000 or between 3000 and 4999, not 1001","errno":1001}`)
	r.call(t, "close", 3000)
	r.reply(t, value.FromObject(fieldsOf("code", 3000, "reason", "bye")), nil)
	step("close", `closing {"errMsg":"SocketTask.close:ok"} | close {"code":3000,"reason":"bye"}`)
	r.call(t, "close", 1000)
	step("closed", `closing {"errMsg":"SocketTask.close:fail WebSocket is not connected"}`)
}

func TestSocketLimitAndFailure(t *testing.T) {
	r := wxLaunch(t, map[string]string{"index.js": `Page({ onLoad() { for (let i = 0; i < 6; i++) {
			const s = wx.connectSocket({url: 'ws://a/', fail: (e) => console.log(i, e.errMsg)}); s.onError((e) => console.log(i, e.errMsg)); s.onClose((e) => console.log(i, e.code)) }
		wx.connectSocket({url: 'https://a/', fail: (e) => console.log(e.errMsg)}); wx.closeSocket({}) } })`},
		func(h *wxHost) { h.answers["connectSocket"] = answerHold })
	if got, want := r.log(), `5 connectSocket:fail fail reach max websocket connect count 5 | connectSocket:fail invalid url "https://a/"`; got != want {
		t.Errorf("\ngot  %s\nwant %s", got, want)
	}
	r.pending = r.pending[:1]
	r.reply(t, value.Value{}, &bridge.CallError{Message: "no route"})
	if got, want := r.log(), `0 no route | 0 1006`; got != want {
		t.Errorf("\ngot  %s\nwant %s", got, want)
	}
}
