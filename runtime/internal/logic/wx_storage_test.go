package logic

import (
	"strings"
	"testing"
)

func TestStorage(t *testing.T) {
	wxCases(t, []wxCase{
		{"every type", `const vals = ['s', '', '中', '\ud83d', 1.5, NaN, -Infinity, true, false, null, undefined, [1, 'a', {b: []}], {x: {y: [null]}}]
			vals.forEach((v) => { wx.setStorageSync('k', v); const w = wx.getStorageSync('k'); console.log(typeof w, Object.is(w, v) || J(w) === J(v) && typeof v === 'object') })`,
			strings.Repeat("string true | ", 4) + strings.Repeat("number true | ", 3) + "boolean true | boolean true | object true | undefined true | object true | object true"},
		{"date", `wx.setStorageSync('d', new Date(5)); const d = wx.getStorageSync('d'); console.log(d instanceof Date, d.getTime())
			wx.setStorageSync('d', {d: new Date(5)}); console.log(wx.getStorageSync('d').d)`, `true 5 | 1970-01-01T00:00:00.005Z`},
		{"what has no text", `[() => {}, /x/, new Map(), Symbol('s')].forEach((v) => { wx.setStorageSync('k', v); console.log(J(wx.getStorageSync('k'))) })`,
			`"" | "" | "" | ""`},
		{"without JSON.stringify", `JSON = {}; console.log(E(() => wx.setStorageSync('k', {})), E(() => wx.setStorageSync('k', 1)))`,
			`a function of the language that this needs has been replaced by the program undefined undefined`},
		{"looks like a mark", `wx.setStorageSync('k', '@Date 5'); console.log(wx.getStorageSync('k'))`, `@Date 5`},
		{"a copy", `const o = {a: 1}; wx.setStorageSync('o', o); o.a = 2; wx.getStorageSync('o').a = 3; console.log(wx.getStorageSync('o').a)`, `1`},
		{"missing", `console.log(J(wx.getStorageSync('none')))`, `""`},
		{"asynchronous", `wx.setStorage({key: 'k', data: {n: 1}}); console.log(J(wx.getStorageSync('k'))); wx.getStorage({key: 'k'}).then(L('get'))`,
			`{"n":1} | get {"data":{"n":1},"errMsg":"getStorage:ok"}`},
		{"remove and clear", `wx.setStorageSync('a', 1); wx.setStorageSync('b', 2); wx.removeStorageSync('a'); wx.removeStorageSync('none')
			console.log(J(wx.getStorageInfoSync())); wx.clearStorageSync(); console.log(J(wx.getStorageInfoSync().keys))`,
			`{"keys":["b"],"currentSize":1,"limitSize":10240} | []`},
		{"encrypt", `await wx.setStorage({key: 'k', data: {n: 1}, encrypt: true}); console.log(J(wx.getStorageSync('k'))); await wx.getStorage({key: 'k', encrypt: true}).then(L('s')); await wx.getStorage({key: 'k'}).catch(L('f'))
			wx.setStorage({key: 'k', data: 'x'.repeat(734003), encrypt: true}).catch(L('big')); wx.setStorage({key: 'k', data: 'x'.repeat(734002), encrypt: true}).then(L('ok'))`,
			`"" | s {"data":{"n":1},"errMsg":"getStorage:ok"} | f {"errMsg":"getStorage:fail data not found"} | big {"errMsg":"setStorage:fail:entry size limit reached"} | ok {"errMsg":"setStorage:ok"}`},
		{"batch", `wx.batchSetStorageSync([{key: 'a', value: 1}, {key: 'b', value: 'x'}]); console.log(J(wx.batchGetStorageSync(['b', 'none', 'a'])))
			wx.batchGetStorage({keyList: ['a']}).then(L('b'))`, `["x","",1] | b {"dataList":[1],"errMsg":"batchGetStorage:ok"}`},
		{"key of a wrong type", `console.log(E(() => wx.setStorageSync(undefined, 1))); console.log(E(() => wx.getStorageSync(3)))
			wx.removeStorage({key: {}}).catch(L('f'))`,
			`setStorageSync:fail parameter error: parameter.key should be String instead of Undefined; 1001 | ` +
				`getStorageSync:fail parameter error: parameter.key should be String instead of Number; 1001 | ` +
				`f {"errMsg":"removeStorage:fail parameter error: parameter.key should be String instead of Object;","errno":1001}`},
		{"key that is a String object", `wx.setStorageSync(new String('b'), 1); console.log(wx.getStorageSync('b'), wx.getStorageSync(new String('b')), E(() => wx.getStorageSync(new String(''))))
			wx.removeStorageSync(new String('b')); wx.setStorageSync({[Symbol.toStringTag]: 'String'}, 2); console.log(J(wx.getStorageInfoSync().keys)); wx.getStorage({key: new String('b')}).catch(L('f'))`,
			`1 1 getStorageSync:fail undefined | ["[object String]"] | f {"errMsg":"getStorage:fail data not found"}`},
		{"empty key", `wx.setStorage({key: '', data: 1, fail: L('f')}); console.log(E(() => wx.setStorageSync('', 1)))`,
			`setStorageSync:fail undefined | f {"errMsg":"setStorage:fail"}`},
		{"a cycle throws in both forms", `const o = {}; o.o = o; console.log(/circular/.test(E(() => wx.setStorageSync('k', o))), /circular/.test(E(() => wx.setStorage({key: 'k', data: o}))))`,
			`true true`},
		{"entry limit", `wx.setStorageSync('k', 'old'); const big = 'x'.repeat(1 << 20)
			console.log(E(() => wx.setStorageSync('k', big))); console.log(wx.getStorageSync('k'))
			wx.setStorageSync('k', '中'.repeat((1 << 20) - 1)); console.log(wx.getStorageSync('k').length)`,
			`setStorageSync:fail:entry size limit reached undefined | old | 1048575`},
		{"the host's limit", `console.log(E(() => wx.setStorageSync('full', 1)))`, `setStorageSync:fail exceed storage max size 10Mb undefined`},
		{"errMsg of what is thrown", `try { wx.setStorageSync() } catch (e) { console.log(e instanceof Error, e.errMsg === e.message) }`, `true true`},
	}, nil)
}
