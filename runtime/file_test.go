package runtime_test

import (
	"archive/zip"
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/mica-go/mica/runtime"
	"github.com/mica-go/mica/runtime/files"
	"github.com/mica-go/mica/sandbox"
)

// runScript runs a script as the body of the first page's onLoad, which may
// await, and gives what it logged. J is JSON.stringify, E the message and errno
// of what a function throws, P those of a promise that is rejected, U the
// program's directory, bytes makes text of an ArrayBuffer.
func runScript(t testing.TB, script string, files string, cfg runtime.Config) (string, *runtime.App) {
	t.Helper()
	var out []string
	cfg.Console = func(m runtime.ConsoleMessage) { out = append(out, m.Text) }
	app := launch(t, `-- pages/a/a.js --
const J = JSON.stringify, U = wx.env.USER_DATA_PATH
const E = (f) => { try { f() } catch (e) { return e.message + (e.errno ? ' ' + e.errno : '') } }
const P = (p) => p.then(J, (e) => e.errMsg + (e.errno ? ' ' + e.errno : ''))
const bytes = (b) => Array.from(new Uint8Array(b)).join(',')
Page({ async onLoad() { `+script+` } })
-- pages/a/a.wxml --
<view id="v"/>
`+files, cfg)
	if err := app.Wait(context.Background()); err != nil {
		t.Fatal(err)
	}
	noErrors(t, app)
	return strings.Join(out, " | "), app
}

// Spec api §A.7.
func TestFileSystem(t *testing.T) {
	for _, c := range []struct{ name, script, want string }{
		{"write and read", `fs.writeFileSync(U + '/a.txt', 'héllo'); console.log(fs.readFileSync(U + '/a.txt', 'utf8'), fs.readFileSync(U + '/a.txt').byteLength)`, `héllo 6`},
		{"asynchronous forms, in order", `const log = (n) => (r) => console.log(n, J(r))
			fs.writeFile({filePath: U + '/a', data: 'x', success: log('s'), complete: log('c')}); console.log(fs.readFileSync(U + '/a', 'utf8'))
			fs.readFile({filePath: U + '/a', encoding: 'utf8', success: log('s2')})`,
			`x | s {"errMsg":"writeFile:ok"} | c {"errMsg":"writeFile:ok"} | s2 {"data":"x","errMsg":"readFile:ok"}`},
		{"promises", `console.log(await P(fs.readFile({filePath: U + '/none'}))); console.log(await P(fs.access({path: U})))`,
			`readFile:fail no such file or directory wxfile://usr/none 1300002 | {"errMsg":"access:ok"}`},
		{"parameters", `console.log(E(() => fs.readFileSync()), await P(fs.mkdir({dirPath: 1, recursive: 'x'})), E(() => fs.writeFileSync(U + '/a', {})))`,
			`readFileSync:fail parameter error: parameter.filePath should be String instead of Undefined; 1001 ` +
				`mkdir:fail parameter error: parameter.dirPath should be String instead of Number;parameter.recursive should be Boolean instead of String; 1001 ` +
				`writeFileSync:fail parameter error: parameter.data should be String or ArrayBuffer instead of Object; 1001`},
		{"ArrayBuffer and ranges", `fs.writeFileSync(U + '/b', new Uint8Array([1, 2, 3, 4, 5]).buffer); console.log(bytes(fs.readFileSync(U + '/b')), bytes(fs.readFileSync(U + '/b', undefined, 1, 3)))
			console.log(E(() => fs.readFileSync(U + '/b', undefined, 5)), E(() => fs.readFileSync(U + '/b', undefined, 1, 5)), E(() => fs.readFileSync(U + '/b', undefined, -1)))`,
			`1,2,3,4,5 2,3,4 | readFileSync:fail value of position is out of range 1301009 readFileSync:fail value of length is out of range 1301006 readFileSync:fail value of position is out of range 1301009`},
		{"encodings", `for (const [e, s] of [['base64', 'aGk='], ['hex', '6869'], ['latin1', 'hi\xe9'], ['binary', 'hi'], ['ascii', 'hi'], ['ucs2', 'hé'], ['utf-16le', 'h'], ['utf-8', '€']]) {
			fs.writeFileSync(U + '/e', s, e); console.log(e, bytes(fs.readFileSync(U + '/e')), fs.readFileSync(U + '/e', e) === s) }
			console.log(E(() => fs.readFileSync(U + '/e', 'rot13')), E(() => fs.writeFileSync(U + '/e', '!', 'base64')))`,
			`base64 104,105 true | hex 104,105 true | latin1 104,105,233 true | binary 104,105 true | ascii 104,105 true | ucs2 104,0,233,0 true | utf-16le 104,0 true | utf-8 226,130,172 true | ` +
				`readFileSync:fail Invalid argument 1300022 writeFileSync:fail base64 encode error 1300203`},
		{"append", `fs.writeFileSync(U + '/a', 'x'); fs.appendFileSync(U + '/a', 'yz'); console.log(fs.readFileSync(U + '/a', 'utf8'), E(() => fs.appendFileSync(U + '/none', 'x')))`,
			`xyz appendFileSync:fail no such file or directory wxfile://usr/none 1300002`},
		{"directories", `fs.mkdirSync(U + '/d'); fs.writeFileSync(U + '/d/b', ''); fs.writeFileSync(U + '/d/a', ''); console.log(J(fs.readdirSync(U + '/d')))
			console.log(E(() => fs.mkdirSync(U + '/d')), E(() => fs.mkdirSync(U + '/x/y'))); fs.mkdirSync(U + '/x/y/z', true); fs.mkdirSync(U + '/x/y', true)
			console.log(E(() => fs.rmdirSync(U + '/d')), E(() => fs.unlinkSync(U + '/d')), E(() => fs.rmdirSync(U + '/d/a')), E(() => fs.readFileSync(U + '/d')), E(() => fs.readdirSync(U + '/d/a')))
			fs.rmdirSync(U + '/d', true); fs.rmdirSync(U + '/x/y/z'); console.log(J(fs.readdirSync(U)), E(() => fs.writeFileSync(U + '/none/a', '')), E(() => fs.writeFileSync(U + '/x', ''))); fs.writeFileSync(U + '/f', ''); console.log(E(() => fs.writeFileSync(U + '/f/g', '')), E(() => fs.mkdirSync(U + '/f/g/h', true)))`,
			`["a","b"] | mkdirSync:fail file already exists wxfile://usr/d 1301005 mkdirSync:fail no such file or directory wxfile://usr/x/y 1300002 | ` +
				`rmdirSync:fail directory not empty 1300066 unlinkSync:fail operation not permitted 1300001 rmdirSync:fail not a directory 1300020 readFileSync:fail illegal operation on a directory 1301003 readdirSync:fail not a directory 1300020 | ` +
				`["x"] writeFileSync:fail no such file or directory wxfile://usr/none/a 1300002 writeFileSync:fail illegal operation on a directory 1301003 | writeFileSync:fail not a directory 1300020 mkdirSync:fail not a directory 1300020`},
		{"copy, rename, unlink", `fs.writeFileSync(U + '/a', '1'); fs.writeFileSync(U + '/c', 'old'); fs.copyFileSync(U + '/a', U + '/b'); fs.renameSync(U + '/b', U + '/c'); fs.unlinkSync(U + '/a')
			console.log(J(fs.readdirSync(U)), fs.readFileSync(U + '/c', 'utf8'), E(() => fs.renameSync(U + '/none', U + '/c')), E(() => fs.copyFileSync(U + '/none', U + '/c')), E(() => fs.unlinkSync(U + '/none')))
			fs.mkdirSync(U + '/d'); console.log(E(() => fs.renameSync(U + '/d', U + '/d/e')), E(() => fs.renameSync(U + '/c', U + '/d')))`,
			`["c"] 1 renameSync:fail no such file or directory wxfile://usr/none 1300002 copyFileSync:fail no such file or directory wxfile://usr/none 1300002 unlinkSync:fail no such file or directory wxfile://usr/none 1300002 | ` +
				`renameSync:fail Invalid argument 1300022 renameSync:fail file already exists wxfile://usr/d 1301005`},
		{"stat", `fs.writeFileSync(U + '/a', 'abc'); const s = fs.statSync(U + '/a'); console.log(s.isFile(), s.isDirectory(), J(s))
			fs.mkdirSync(U + '/d'); fs.writeFileSync(U + '/d/x', 'yy'); console.log(J(fs.statSync(U + '/d', true).map((x) => [x.path, x.stats.size, x.stats.isDirectory()])))
			const {stats} = await fs.stat({path: U + '/d', recursive: true}); console.log(J(Object.keys(stats)), stats['/x'].size, fs.statSync(U + '/d').isDirectory())`,
			`true false {"mode":33188,"size":3,"lastAccessedTime":1709553600,"lastModifiedTime":1709553600} | [["/",0,true],["/x",2,false]] | ["/","/x"] 2 true`},
		{"package files", `console.log(fs.readFileSync('/data/x.txt', 'utf8').trim(), fs.readFileSync('data/x.txt', 'utf8').trim(), J(fs.readdirSync('data')), E(() => fs.readFileSync('./data/x.txt')), E(() => fs.writeFileSync('data/x.txt', '')), E(() => fs.unlinkSync('/data/x.txt')))
			fs.copyFileSync('data/x.txt', U + '/x'); console.log(fs.readFileSync(U + '/x', 'utf8').trim())`,
			`packed packed ["x.txt"] readFileSync:fail no such file or directory ./data/x.txt 1300002 writeFileSync:fail permission denied 1300013 unlinkSync:fail permission denied 1300013 | packed`},
		{"ways out", `for (const p of [U + '/../../x', U + '/a/../../x', '../x', '/../../etc/passwd', 'file:///etc/passwd', 'wxfile://other/x', 'http://example.com/x', 'wxfile://store_1/../x', U + '/' + 'n'.repeat(300), U + '/\0']) console.log(E(() => fs.readFileSync(p)), '/', E(() => fs.writeFileSync(p, '')))`,
			strings.Repeat(`readFileSync:fail permission denied, cannot access file path 1301000 / writeFileSync:fail permission denied, cannot access file path 1301000 | `, 8) +
				`readFileSync:fail File name too long 1300036 / writeFileSync:fail File name too long 1300036 | readFileSync:fail Invalid argument 1300022 / writeFileSync:fail Invalid argument 1300022`},
		{"http://usr is the same", `fs.writeFileSync('http://usr/a', 'x'); console.log(fs.readFileSync(U + '/a', 'utf8'))`, `x`},
		{"descriptors", `const fd = fs.openSync({filePath: U + '/f', flag: 'w+'}); console.log(typeof fd, J(fs.writeSync({fd, data: 'hello'})), J(fs.writeSync({fd, data: new Uint8Array([33, 34, 35]).buffer, offset: 1, length: 1})))
			const buf = new ArrayBuffer(8), r = fs.readSync({fd, arrayBuffer: buf, offset: 1, length: 4, position: 1}); console.log(r.bytesRead, r.arrayBuffer === buf, bytes(buf))
			fs.ftruncateSync({fd, length: 2}); console.log(fs.fstatSync({fd}).size, fs.readFileSync(U + '/f', 'utf8')); fs.closeSync({fd})
			console.log(E(() => fs.closeSync({fd})), E(() => fs.openSync({filePath: U + '/f', flag: 'q'})), E(() => fs.openSync({filePath: U + '/f', flag: 'wx'})), E(() => fs.openSync({filePath: U + '/none'})), E(() => fs.openSync({filePath: 'data/x.txt', flag: 'a'})))`,
			`string {"bytesWritten":5} {"bytesWritten":1} | 4 true 0,101,108,108,111,0,0,0 | 2 he | closeSync:fail bad file descriptor 1300009 openSync:fail invalid flag 1302003 openSync:fail file already exists wxfile://usr/f 1301005 openSync:fail no such file or directory wxfile://usr/none 1300002 openSync:fail permission denied when open using flag 1302004`},
		{"descriptors, asynchronous", `const {fd} = await fs.open({filePath: U + '/f', flag: 'a+'}); await fs.write({fd, data: 'ab'}); await fs.write({fd, data: 'cd', position: 0})
			const buf = new ArrayBuffer(3); const {bytesRead} = await fs.read({fd, arrayBuffer: buf, length: 3, position: 0}); console.log(bytesRead, bytes(buf)); const {stats} = await fs.fstat({fd}); console.log(stats.size, await P(fs.close({fd})), await P(fs.read({fd, arrayBuffer: buf})))
			const ro = fs.openSync({filePath: U + '/f'}); console.log(await P(fs.write({fd: ro, data: 'x'})), await P(fs.read({fd: ro, arrayBuffer: buf, offset: 4})), await P(fs.read({fd: ro, arrayBuffer: buf, offset: 2, length: 2})))`,
			`3 97,98,99 | 4 {"errMsg":"close:ok"} read:fail bad file descriptor 1300009 | write:fail fail permission denied 1302001 read:fail value of offset is out of range 1301007 read:fail value of length is out of range 1301006`},
		{"truncate", `fs.writeFileSync(U + '/a', 'abcdef'); fs.truncateSync(U + '/a', 3); console.log(fs.readFileSync(U + '/a', 'utf8')); fs.truncateSync(U + '/a'); console.log(fs.statSync(U + '/a').size, E(() => fs.truncateSync(U + '/none', 1)))`,
			`abc | 0 truncateSync:fail no such file or directory wxfile://usr/none 1300002`},
		{"file info", `fs.writeFileSync(U + '/a', 'abc'); console.log(await P(fs.getFileInfo({filePath: U + '/a'}))); console.log(await P(wx.getFileInfo({filePath: U + '/a', digestAlgorithm: 'sha1'})))`,
			`{"size":3,"digest":"900150983cd24fb0d6963f7d28e17f72","errMsg":"getFileInfo:ok"} | {"size":3,"digest":"a9993e364706816aba3e25717850c26c9cd0d89d","errMsg":"getFileInfo:ok"}`},
		{"quota", `console.log(E(() => fs.openSync({filePath: U + '/f', flag: 'w'}))); const fd = fs.openSync({filePath: U + '/f', flag: 'w'})
			console.log(E(() => fs.ftruncateSync({fd, length: 300 * 1048576})), E(() => fs.writeSync({fd, data: 'x', position: 300 * 1048576})), fs.fstatSync({fd}).size)`,
			`undefined | ftruncateSync:fail the maximum size of the file storage limit is exceeded 1300202 writeSync:fail the maximum size of the file storage limit is exceeded 1300202 0`},
		{"saved files without any", `console.log(await P(fs.getSavedFileList()), await P(wx.getSavedFileList({})), await P(fs.removeSavedFile({filePath: 'wxfile://store_1.txt'})), await P(fs.saveFile({tempFilePath: 'wxfile://tmp_1'})), await P(wx.saveFile({tempFilePath: U + '/a'})))`,
			`{"fileList":[],"errMsg":"getSavedFileList:ok"} {"fileList":[],"errMsg":"getSavedFileList:ok"} removeSavedFile:fail no such file or directory wxfile://store_1.txt 1300002 saveFile:fail tempFilePath file not exist 1301112 saveFile:fail permission denied 1300013`},
	} {
		t.Run(c.name, func(t *testing.T) {
			clock := sandbox.NewManualClock(time.Date(2024, 3, 4, 12, 0, 0, 0, time.UTC))
			got, _ := runScript(t, "const fs = wx.getFileSystemManager();"+c.script, "-- data/x.txt --\npacked\n", runtime.Config{Clock: clock})
			expect(t, "log", got, c.want)
		})
	}
}

// A directory of the host holds the files from one launch to the next; another
// program that is given another directory sees none of it.
func TestFilesDirectory(t *testing.T) {
	dir := t.TempDir()
	system, err := files.Dir(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer system.Close()
	cfg := runtime.Config{Files: system}
	_, app := runScript(t, `const fs = wx.getFileSystemManager(); fs.mkdirSync(U + '/d'); fs.writeFileSync(U + '/d/a', 'kept'); fs.openSync({filePath: U + '/d/a'})`, "", cfg)
	temp, err := app.AddTempFile(strings.NewReader("photo"), ".jpg")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(temp, "wxfile://tmp_") || !strings.HasSuffix(temp, ".jpg") {
		t.Errorf("the temporary file is %s", temp)
	}
	app.Close()
	if b, err := os.ReadFile(filepath.Join(dir, "usr", "d", "a")); string(b) != "kept" {
		t.Errorf("the directory holds %q, %v", b, err)
	}
	if left, _ := os.ReadDir(filepath.Join(dir, "tmp")); len(left) > 0 {
		t.Errorf("the closed app left %v", left)
	}
	got, _ := runScript(t, `console.log(wx.getFileSystemManager().readFileSync(U + '/d/a', 'utf8'))`, "", cfg)
	expect(t, "second launch", got, "kept")
}

func zipped(t *testing.T, entries ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for k := 0; k < len(entries); k += 2 {
		f, err := w.Create(entries[k])
		if err != nil {
			t.Fatal(err)
		}
		if _, err := f.Write([]byte(entries[k+1])); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestUnzip(t *testing.T) {
	good, bad := zipped(t, "a.txt", "A", "d/b.txt", "BCD"), zipped(t, "../../x", "out")
	got, _ := runScript(t, `const fs = wx.getFileSystemManager(); console.log(await P(fs.unzip({zipFilePath: 'good.zip', targetPath: U + '/z'})), fs.readFileSync(U + '/z/d/b.txt', 'utf8'))
		console.log(await P(fs.readZipEntry({filePath: 'good.zip', entries: [{path: 'd/b.txt', encoding: 'utf8', position: 1}, {path: 'none'}]})))
		const {entries} = await fs.readZipEntry({filePath: 'good.zip', entries: 'all'}); console.log(bytes(entries['a.txt'].data))
		console.log(await P(fs.unzip({zipFilePath: 'bad.zip', targetPath: U + '/z'})), await P(fs.unzip({zipFilePath: 'pages/a/a.js', targetPath: U + '/z'})), J(fs.readdirSync(U)))`,
		"-- good.zip --\n"+string(good)+"\n-- bad.zip --\n"+string(bad)+"\n", runtime.Config{})
	expect(t, "log", got, `{"errMsg":"unzip:ok"} BCD | {"entries":{"d/b.txt":{"data":"CD","errMsg":"readZipEntry:ok"},"none":{"errMsg":"readZipEntry:fail no such file or directory none"}},"errMsg":"readZipEntry:ok"} | 65 | `+
		`unzip:fail unzip entry fail 1301103 unzip:fail unzip open file fail 1301102 ["z"]`)
}
