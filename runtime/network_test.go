package runtime_test

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/coder/websocket"

	"github.com/mica-go/mica/runtime"
	"github.com/mica-go/mica/runtime/files"
	"github.com/mica-go/mica/sandbox"
)

// newServer answers the requests of the tests.
func newServer(t *testing.T) (base string, cfg runtime.Config) {
	t.Helper()
	mux := http.NewServeMux()
	mux.HandleFunc("/echo", func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		w.Header().Add("Set-Cookie", "a=1; Path=/")
		w.Header().Add("Set-Cookie", "b=2")
		fmt.Fprintf(w, `{"method":%q,"query":%q,"type":%q,"cookie":%q,"referer":%q,"auth":%q,"body":%q}`, r.Method, r.URL.RawQuery,
			r.Header.Get("Content-Type"), r.Header.Get("Cookie"), r.Header.Get("Referer"), r.Header.Get("Authorization"), body)
	})
	mux.HandleFunc("/status", func(w http.ResponseWriter, r *http.Request) { http.Error(w, "teapot", http.StatusTeapot) })
	mux.HandleFunc("/to", func(w http.ResponseWriter, r *http.Request) {
		code := http.StatusFound
		if r.URL.Query().Get("code") == "307" {
			code = http.StatusTemporaryRedirect
		}
		w.Header().Set("Location", r.URL.Query().Get("url"))
		w.WriteHeader(code)
	})
	mux.HandleFunc("/hang", func(w http.ResponseWriter, r *http.Request) { <-r.Context().Done() })
	mux.HandleFunc("/chunks", func(w http.ResponseWriter, r *http.Request) {
		for k := range 3 {
			fmt.Fprintf(w, "part%d", k)
			w.(http.Flusher).Flush()
			<-r.Context().Value(stepKey{}).(chan struct{})
		}
	})
	mux.HandleFunc("/big", func(w http.ResponseWriter, r *http.Request) {
		io.Copy(w, io.LimitReader(zeros{}, 11<<20))
	})
	mux.HandleFunc("/file.png", func(w http.ResponseWriter, r *http.Request) { io.Copy(w, io.LimitReader(zeros{}, 300<<10)) })
	mux.HandleFunc("/upload", func(w http.ResponseWriter, r *http.Request) {
		f, h, err := r.FormFile("pic")
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		data, _ := io.ReadAll(f)
		fmt.Fprintf(w, `{"name":%q,"type":%q,"size":%d,"field":%q,"auth":%q}`, h.Filename, h.Header.Get("Content-Type"), len(data), r.FormValue("k"), r.Header.Get("X-Auth"))
	})
	mux.HandleFunc("/ws", serveSocket)
	srv := httptest.NewUnstartedServer(mux)
	steps := make(chan struct{}, 3)
	srv.Config.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/step" {
			steps <- struct{}{}
			return
		}
		mux.ServeHTTP(w, r.WithContext(context.WithValue(r.Context(), stepKey{}, steps)))
	})
	srv.Start()
	network := &runtime.HTTPNetwork{AllowPrivate: true}
	t.Cleanup(func() {
		network.Close()
		srv.CloseClientConnections()
		srv.Close()
	})
	return srv.URL, runtime.Config{Network: network}
}

type stepKey struct{}

type zeros struct{}

func (zeros) Read(b []byte) (int, error) {
	clear(b)
	return len(b), nil
}

// serveSocket echoes messages; "bye" makes it close with a code of its own.
func serveSocket(w http.ResponseWriter, r *http.Request) {
	c, err := websocket.Accept(w, r, &websocket.AcceptOptions{Subprotocols: []string{"chat"}})
	if err != nil {
		return
	}
	defer c.CloseNow()
	for {
		kind, data, err := c.Read(context.Background())
		if err != nil {
			return
		}
		if string(data) == "bye" {
			c.Close(4001, "so long")
			return
		}
		if err := c.Write(context.Background(), kind, data); err != nil {
			return
		}
	}
}

// netScript is runScript with B, the server's address, and log, which makes a
// listener that logs a name and what it gets.
func netScript(t *testing.T, base string, cfg runtime.Config, script string) string {
	t.Helper()
	got, _ := runScript(t, `const B = '`+base+`', log = (n, f) => (r) => console.log(n, J(f ? f(r) : r)), wait = (f) => new Promise(f);`+script, "", cfg)
	return strings.ReplaceAll(got, base, "B")
}

// Spec api §A.3, against a real server.
func TestHTTP(t *testing.T) {
	base, cfg := newServer(t)
	for _, c := range []struct{ name, script, want string }{
		{"GET", `wx.request({url: B + '/echo?x=1', data: {a: 'b'}, success: log('s', (r) => [r.statusCode, r.data, r.cookies, r.errMsg]), complete: log('c', (r) => r.errMsg)})`,
			`s [200,{"method":"GET","query":"x=1&a=b","type":"application/json","cookie":"","referer":"https://servicewechat.com/touristappid/devtools/page-frame.html","auth":"","body":""},["a=1; Path=/","b=2"],"request:ok"] | c "request:ok"`},
		{"POST", `wx.request({url: B + '/echo', method: 'POST', data: {a: 1}, header: {Referer: 'x', Cookie: 'k=v'}, success: log('s', (r) => [r.data.method, r.data.body, r.data.cookie, r.data.referer.length]) })`,
			`s ["POST","{\"a\":1}","k=v",63]`},
		{"no method", `await wait((r) => wx.request({url: B + '/echo', method: 'G ET', complete: r, fail: log('f')})); wx.request({url: B + '/echo', method: 'put\r\nX: y', fail: log('f')})`,
			`f {"errMsg":"request:fail parameter error: parameter.method should not be \"G ET\";","errno":1001} | f {"errMsg":"request:fail parameter error: parameter.method should not be \"PUT\\r\\nX: Y\";","errno":1001}`},
		{"cookies are not kept", `await wait((r) => wx.request({url: B + '/echo', complete: r})); wx.request({url: B + '/echo', success: log('s', (r) => r.data.cookie)})`, `s ""`},
		{"every status is a success", `wx.request({url: B + '/status', success: log('s', (r) => [r.statusCode, r.data]), fail: log('f')})`, `s [418,"teapot\n"]`},
		{"arraybuffer", `wx.request({url: B + '/status', responseType: 'arraybuffer', success: (r) => console.log(bytes(r.data))})`, `116,101,97,112,111,116,10`},
		{"headers", `const t = wx.request({url: B + '/echo', success: log('s', (r) => r.statusCode)}); t.onHeadersReceived(log('h', (r) => [r.statusCode, r.header['Content-Type'], r.cookies.length]))`,
			`h [200,"text/plain; charset=utf-8",2] | s 200`},
		{"redirect", `wx.request({url: B + '/to?url=/echo', method: 'POST', data: 'x', success: log('s', (r) => [r.data.method, r.data.body])}); `, `s ["GET",""]`},
		{"redirect 307", `wx.request({url: B + '/to?code=307&url=/echo', method: 'POST', data: 'x', header: {Authorization: 'k'}, success: log('s', (r) => [r.data.method, r.data.body, r.data.auth])}); `, `s ["POST","x","k"]`},
		{"redirect, manual", `wx.request({url: B + '/to?url=/echo', redirect: 'manual', success: log('s', (r) => [r.statusCode, r.header.Location])})`, `s [302,"/echo"]`},
		{"redirect without end", `await wait((r) => wx.request({url: B + '/to?url=' + encodeURIComponent('/to?url=/x'), success: log('s', (r) => r.statusCode), complete: r}))
			let p = '/echo'; for (let i = 0; i < 12; i++) p = '/to?url=' + encodeURIComponent(p); wx.request({url: B + p, fail: log('f2')})`,
			`s 404 | f2 {"errMsg":"request:fail exceed max redirect count","errno":600008}`},
		{"redirect to elsewhere", `wx.request({url: B + '/to?url=file:///etc/passwd', fail: log('f')})`, `f {"errMsg":"request:fail invalid url \"file:///etc/passwd\"","errno":600009}`},
		{"timeout", `wx.request({url: B + '/hang', timeout: 30, fail: log('f'), complete: log('c')})`,
			`f {"errMsg":"request:fail timeout","errno":5} | c {"errMsg":"request:fail timeout","errno":5}`},
		{"abort", `const t = wx.request({url: B + '/hang', fail: log('f')}); setTimeout(() => t.abort(), 10); await wait((r) => setTimeout(r, 20))`, `f {"errMsg":"request:fail abort"}`},
		{"too large", `wx.request({url: B + '/big', fail: log('f')})`, `f {"errMsg":"request:fail the response is larger than 10485760 bytes","errno":602300}`},
		{"download", `const t = wx.downloadFile({url: B + '/file.png', success: (r) => { console.log(r.statusCode, r.tempFilePath, r.errMsg, fs.statSync(r.tempFilePath).size); last.progress === 100 && console.log(J(last))
				console.log(fs.saveFileSync(r.tempFilePath)); console.log(E(() => fs.statSync(r.tempFilePath))) }}); let last; t.onProgressUpdate((p) => { last = p }); const fs = wx.getFileSystemManager()`,
			`200 wxfile://tmp_1.png downloadFile:ok 307200 | {"progress":100,"totalBytesWritten":307200,"totalBytesExpectedToWrite":307200} | wxfile://store_1.png | statSync:fail no such file or directory wxfile://tmp_1.png 1300002`},
		{"download to a path", `const fs = wx.getFileSystemManager(); await wait((done) => wx.downloadFile({url: B + '/status', filePath: U + '/d', complete: done, success: (r) => console.log(J([r.filePath, r.tempFilePath, r.statusCode]), fs.readFileSync(U + '/d', 'utf8').trim())}))
			await wait((r) => wx.downloadFile({url: B + '/status', filePath: '/pages/x', complete: r})).then(log('c')); await wait((r) => wx.downloadFile({url: B + '/status', filePath: U + '/none/x', complete: r})).then(log('c'))`,
			`["wxfile://usr/d",null,418] teapot | c {"errMsg":"downloadFile:fail permission denied","errno":603303} | c {"errMsg":"downloadFile:fail save file error: no such file or directory wxfile://usr/none/x (errno 1300002)","errno":603300}`},
		{"upload", `wx.getFileSystemManager().writeFileSync(U + '/a.png', 'data'); const t = wx.uploadFile({url: B + '/upload', filePath: U + '/a.png', name: 'pic', formData: {k: 'v'}, header: {'X-Auth': 'h', 'Content-Type': 'x'}, success: log('s', (r) => [typeof r.data, r.data, r.statusCode])})
			t.onProgressUpdate((p) => p.progress === 100 && console.log(p.totalBytesSent === p.totalBytesExpectedToSend))`,
			`true | s ["string","{\"name\":\"a.png\",\"type\":\"image/png\",\"size\":4,\"field\":\"v\",\"auth\":\"h\"}",200]`},
		{"upload of nothing", `wx.uploadFile({url: B + '/upload', filePath: U + '/none', name: 'pic', fail: log('f')})`, `f {"errMsg":"uploadFile:fail file not found"}`},
		{"no such server", `wx.request({url: 'http://127.0.0.1:1/', fail: (e) => console.log(e.errno, e.errMsg.startsWith('request:fail '))})`, `600000 true`},
	} {
		t.Run(c.name, func(t *testing.T) {
			cfg.Files = &files.Memory{}
			expect(t, "log", netScript(t, base, cfg, c.script), c.want)
		})
	}
}

// Chunks reach the program as they come, before the answer is complete.
func TestChunked(t *testing.T) {
	base, cfg := newServer(t)
	got := netScript(t, base, cfg, `const text = (b) => String.fromCharCode(...new Uint8Array(b))
		const t = wx.request({url: B + '/chunks', enableChunked: true, success: log('s', (r) => [r.statusCode, r.data])})
		t.onChunkReceived((r) => { console.log(text(r.data)); wx.request({url: B + '/step'}) })`)
	expect(t, "log", got, `part0 | part1 | part2 | s [200,""]`)
}

// Ten requests run at a time, the others wait (spec api §A.3).
func TestConcurrency(t *testing.T) {
	base, cfg := newServer(t)
	counter := &counting{next: cfg.Network}
	cfg.Network = counter
	got := netScript(t, base, cfg, `let n = 0; for (let i = 0; i < 25; i++) wx.request({url: B + '/status', success: () => { if (++n === 25) console.log('all') }})`)
	expect(t, "log", got, "all")
	if most := counter.most.Load(); most != 10 {
		t.Errorf("%d requests ran at a time", most)
	}
}

// counting counts the requests that run at a time. It holds the first ones until
// ten are there, so that none is over before the program has made the others.
type counting struct {
	next      runtime.Network
	now, most atomic.Int32
	held      []func() // the program's calls come one after another
}

func (c *counting) Fetch(ctx context.Context, req *http.Request, done func(*http.Response, error)) {
	n := c.now.Add(1)
	for m := c.most.Load(); n > m && !c.most.CompareAndSwap(m, n); m = c.most.Load() {
	}
	c.held = append(c.held, func() {
		c.next.Fetch(ctx, req, func(resp *http.Response, err error) {
			c.now.Add(-1)
			done(resp, err)
		})
	})
	if n == 10 || c.most.Load() == 10 {
		for _, fetch := range c.held {
			fetch()
		}
		c.held = nil
	}
}

func TestDomains(t *testing.T) {
	base, cfg := newServer(t)
	port := base[strings.LastIndex(base, ":"):]
	cfg.Domains = &runtime.Domains{Request: []string{base, "https://*.example.com"}, Socket: []string{"ws://127.0.0.1" + port}}
	got := netScript(t, base, cfg, `const f = (n) => ({fail: log(n), success: log(n, (r) => r.statusCode || r.errMsg)})
		wx.request({url: B + '/status', ...f(1)})
		wx.request({url: B.replace('127.0.0.1', 'localhost') + '/status', ...f(2)}); wx.request({url: 'https://a.b.example.com/', ...f(3)}); wx.request({url: 'https://example.com/', ...f(4)})
		wx.downloadFile({url: B + '/file.png', ...f(5)}); wx.request({url: 'http://a.example.com/', ...f(6)}); wx.request({url: 'https://x@evil.com:443/.example.com', ...f(7)})
		wx.request({url: B + '/to?url=' + encodeURIComponent(B.replace('127.0.0.1', 'localhost') + '/echo'), ...f(8)})
		const s = wx.connectSocket({url: 'wss://example.com/'}); s.onError(log('e'))`)
	const no = `"errMsg":"request:fail url not in domain list","errno":600002}`
	for _, want := range []string{"1 418", "2 {" + no, "3 {" + no, "4 {" + no, `5 {"errMsg":"downloadFile:fail url not in domain list","errno":600002}`, "6 {" + no, "7 {" + no, "8 {" + no,
		`e {"errMsg":"url not in domain list","errno":600002}`} {
		if !strings.Contains(got, want) {
			t.Errorf("%s is missing in %s", want, got)
		}
	}
}

// A request takes too long when the app's clock says so.
func TestTimeoutByTheClock(t *testing.T) {
	base, cfg := newServer(t)
	clock := sandbox.NewManualClock(time.Unix(0, 0))
	cfg.Clock = clock
	var log []string
	cfg.Console = func(m runtime.ConsoleMessage) { log = append(log, m.Text) }
	app := launch(t, `-- pages/a/a.js --
Page({ onLoad() { wx.request({ url: '`+base+`/hang', timeout: 3000, fail: (e) => console.log(e.errMsg) }) } })
-- pages/a/a.wxml --
`, cfg)
	clock.Advance(2999 * time.Millisecond)
	if err := app.Settle(t.Context()); err != nil || len(log) > 0 {
		t.Errorf("before its time: %v %v", log, err)
	}
	clock.Advance(time.Millisecond)
	if err := app.Wait(t.Context()); err != nil {
		t.Fatal(err)
	}
	expect(t, "log", strings.Join(log, " "), "request:fail timeout")
}

// Without AllowPrivate no address of the host or its network is reached: not
// as a number in any notation, not by a name, not by a redirect.
func TestPrivateAddresses(t *testing.T) {
	base, _ := newServer(t)
	port := base[strings.LastIndex(base, ":"):]
	network := &runtime.HTTPNetwork{}
	defer network.Close()
	for _, host := range []string{"127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0", "[::]", "10.0.0.1", "192.168.1.1", "172.16.0.1", "169.254.169.254",
		"100.64.0.1", "[fe80::1]", "[fd00::1]", "[64:ff9b::7f00:1]", "[2002:7f00:1::]", "198.18.0.1", "240.0.0.1", "224.0.0.1"} {
		clock := sandbox.NewManualClock(time.Unix(0, 0)) // no request may be given up before it is refused
		got := netScript(t, base, runtime.Config{Network: network, Clock: clock}, `wx.request({url: 'http://`+host+port+`/status', timeout: 3000, fail: (e) => console.log(e.errMsg), success: log('s', (r) => r.statusCode)})
			wx.connectSocket({url: 'ws://`+host+port+`/ws'}).onError((e) => console.log(e.errMsg))`)
		if n := strings.Count(got, "is an address of a private network"); n != 2 {
			t.Errorf("%s: %s", host, got)
		}
	}
	custom := &runtime.HTTPNetwork{Transport: http.DefaultTransport}
	if got := netScript(t, base, runtime.Config{Network: custom}, `wx.request({url: B + '/status', fail: (e) => console.log(e.errMsg)})`); !strings.Contains(got, "private network") {
		t.Errorf("with a transport of the host's: %s", got)
	}
}

func TestSocket(t *testing.T) {
	base, cfg := newServer(t)
	ws := strings.Replace(base, "http", "ws", 1)
	app, next := socketApp(t, cfg, `
		const s = wx.connectSocket({url: '`+ws+`/ws', protocols: ['chat'], success: log('s')}); s.onOpen((r) => { console.log('open', r.header['Sec-Websocket-Protocol'])
			s.send({data: 'hello', success: log('sent')}); s.send({data: new Uint8Array([1, 2]).buffer}) })
		s.onMessage(({data}) => { console.log(typeof data === 'string' ? data : bytes(data)); if (typeof data !== 'string') s.send({data: 'bye'}) })
		s.onClose(log('close')); s.onError(log('error')); s.send({data: 'early', fail: log('f')})`)
	defer app.Close()
	first := []string{next(), next(), next()} // the server answers when it likes
	slices.Sort(first)
	expect(t, "first", strings.Join(first, " | "), `f {"errMsg":"SocketTask.send:fail WebSocket is not connected"} | open chat | s {"errMsg":"connectSocket:ok"}`)
	second := []string{next(), next()} // so does the echo, which may be here before the sender is told
	slices.Sort(second)
	expect(t, "second", strings.Join(second, " | "), `hello | sent {"errMsg":"SocketTask.send:ok"}`)
	for _, want := range []string{`1,2`, `close {"code":4001,"reason":"so long"}`} {
		expect(t, "log", next(), want)
	}
}

func TestSocketClose(t *testing.T) {
	base, cfg := newServer(t)
	ws := strings.Replace(base, "http", "ws", 1)
	app, next := socketApp(t, cfg, `
		wx.onSocketOpen(() => wx.sendSocketMessage({data: 'x'})); wx.onSocketMessage((m) => { console.log(m.data); wx.closeSocket({code: 3001, reason: 'done', success: log('s')}) }); wx.onSocketClose(log('close'))
		wx.connectSocket({url: '`+ws+`/ws'}); const bad = wx.connectSocket({url: '`+ws+`/status'}); bad.onError((e) => console.log('error', e.errno)); bad.onClose(log('bad'))`)
	defer app.Close()
	seen := make(map[string]bool)
	for range 5 {
		seen[next()] = true
	}
	for _, want := range []string{`x`, `s {"errMsg":"closeSocket:ok"}`, `close {"code":3001,"reason":"done"}`, `error 600000`, `bad {"code":1006,"reason":"abnormal closure"}`} {
		if !seen[want] {
			t.Errorf("%s is missing in %v", want, seen)
		}
	}
}

// The app's end is the end of its connections and requests; goleak watches.
func TestCloseEndsTheNetwork(t *testing.T) {
	base, cfg := newServer(t)
	ws := strings.Replace(base, "http", "ws", 1)
	app, next := socketApp(t, cfg, `wx.connectSocket({url: '`+ws+`/ws'}).onOpen(() => console.log('open')); wx.request({url: '`+base+`/hang'})`)
	expect(t, "log", next(), "open")
	app.Close()
}

// socketApp runs a script and gives what it logs, one message after the other.
func socketApp(t *testing.T, cfg runtime.Config, script string) (*runtime.App, func() string) {
	t.Helper()
	logs := make(chan string, 100)
	cfg.Console = func(m runtime.ConsoleMessage) { logs <- m.Text }
	app := launch(t, "-- pages/a/a.js --\nconst bytes = (b) => Array.from(new Uint8Array(b)).join(','), log = (n) => (r) => console.log(n, JSON.stringify(r)); Page({ onLoad() {"+script+"} })\n-- pages/a/a.wxml --\n<view/>\n", cfg)
	return app, func() string {
		select {
		case s := <-logs:
			return s
		case <-time.After(10 * time.Second):
			t.Fatal("the program is silent")
			return ""
		}
	}
}
