package wxs

// differentialPrograms are function bodies, one a line; a line without return is
// an expression.
var differentialPrograms = []struct{ name, bodies string }{
	{"operators", `
[1+2, 1-2, 3*4, 7/2, 7%3, -7%3, 7%-3, 5.5%2, 1/0, -1/0, 0/0]
['1'+2, 1+'2', '3'-1, '3'*'4', 'a'-1, true+1, null+1, undefined+1, [] + [], [] + {}, [1,2]+[3], {} + 1]
[1+2+'3', '1'+2+3, 1+(2+'3'), 1+null+'x', 1+true+'x'+undefined+[1,[2,3]]+{}]
[+'', +' 12 ', +'0x1f', +'1e3', +'abc', +null, +undefined, +true, +[], +[5], +[1,2], +{}]
[-'5', -0, -null, ~5, ~~3.7, ~'7', !0, !'', !'a', !![], !!{}, !!NaN]
[5&3, 5|3, 5^3, 1<<5, -1>>1, -1>>>0, -1>>>28, 1<<33, 4294967295|0, 2147483648|0, '5'&'3']
[1<2, 2<1, 'a'<'b', 'B'<'a', '10'<'9', 10<'9', '10'<9, null<1, undefined<1, NaN<1, NaN>=1, [2]<3, 'a'<1]
[1<=1, 1>=1, 2>=1, 'a'>='a', null>=0, undefined<=undefined, 'abc'<'abcd', ''<'a']
[1==1, '1'==1, true==1, true=='1', null==undefined, null==0, undefined==0, NaN==NaN, []=='', [1]==1, [1,2]=='1,2', ({})=='[object Object]']
[1===1, '1'===1, NaN===NaN, null===undefined, 0===-0, 'a'==='a', []===[], true!==1, 1!=='1', 1!='1']
[1&&2, 0&&2, ''||'x', 'a'||'b', null||0, null&&1, undefined||null, 0||'', 1&&0||3]
[null??1, 0??1, ''??1, undefined??null??2, false??1]
[typeof 1, typeof 'a', typeof true, typeof undefined, typeof null, typeof {}, typeof [], typeof function(){}, typeof nope]
[void 0, void 'x', (1,2,3), (0, 'b')]
[2**3, 2**-1, 2**3**2, (-2)**2, 2**0.5, NaN**0, 1**Infinity]
var a = 5; a += 3; a -= 1; a *= 4; a /= 2; a %= 9; a <<= 3; a >>= 1; a >>>= 1; a |= 9; a &= 13; a ^= 6; return a
var a = 'x'; a += 1; a += null; a += [1]; return a
var a = 1, b = a++ + ++a, c = a-- - --a; return [a, b, c]
var a = '5'; a++; var b = '5'; b += 1; var c = 'x'; c--; return [a, b, c]
var o = {n: 1}; o.n++; o['n'] += 5; ++o.n; var r = o.n--; return [o.n, r]
var a = [1,2]; a[0]++; a[1] **= 3; return a
var o = {a: null}; o.a ??= 5; o.b ||= 6; o.a &&= 7; return o
var a = 1; var r = a > 0 ? a > 1 ? 'x' : 'y' : 'z'; return r
var i = 0; var a = [i++, i++, i++]; return [a, i]
var log = []; function f(x) { log.push(x); return x } var r = f(1) + f(2) * f(3); return [r, log]
var log = []; function f(x) { log.push(x); return x } (f(0) && f(1)) || f(2); return log
var log = []; var o = {f: function(k, v) { log.push(k); return v }}; var t = {}; t[o.f('k', 'a')] = o.f('v', 1); return [t, log]
'a' in {a: 1}
['b' in {a: 1}, 0 in [1], 1 in [1], '0' in [1]]
[[] instanceof Array, [] instanceof Object, {} instanceof Array, new Date() instanceof Date, /x/ instanceof RegExp, 1 instanceof Object]
var o = {a: 1, b: 2}; return [delete o.a, o, delete o.zz]
0.1 + 0.2
[1e21, 1e-7, 123456789012345680000, 0.000001, 1.5e300, 5e-324, 1.7976931348623157e308, -1e21, 100, 1e3, 0x10, .5, 5., 0o17, 0b11]
[1/3, 2/3, 10/3, 1e21+1, 4.35, 0.1*3, 1.005*1000, 9007199254740993]
`},
	{"shortcuts", `
['a:b:c'.split(':')[0], 'a:b:c'.split(':')[1], 'a:b:c'.split(':')[2], 'a:b:c'.split(':')[3], ''.split(':')[0], ''.split(':')[1]]
['abc'.split('')[1], 'abc'.split()[0], 'abc'.split(undefined)[1], 'a1b2'.split(/\d/)[1], 'a,b'.split(',', 1)[1], 'a,b'.split(',', 0)[0], 'a,b'.split(',', 2)[1]]
['a,b'.split(',')[-1], 'a,b'.split(',')[0.5], 'a,b'.split(',')['length'], 'a1b'.split(1)[1], 'anullb'.split(null)[1], 'aa'.split('a')[2]]
var log = []; function s() { log.push('s'); return 'x-y' } function d() { log.push('d'); return '-' } return [s().split(d())[1], log]
var o = {split: function (x) { return ['own', x] }}; return [o.split(1)[0], o.split(2)[1], o.split(3)[2]]
try { return (void 0).split(',')[0] } catch (e) { return e.name }
try { return (5).split(',')[0] } catch (e) { return e.name }
'a,b'.split(',').map(function (x) { return x + x })
var saved = 'a,b'.split(','); var o = {split: function () { return saved }}; return [o.split(',').map(function (x) { return x + 1 }), saved]
var saved = 'a,b'.split(','); return [saved.map(function (x) { return x + 1 }), saved]
'a,b,c'.split(',').map(function (x, i) { return i + x })
'a,b,c'.split(',').map(function (x, i, list) { return list[0] + x + list.length })
'a,b,c'.split(',').map(function (x) { return arguments[2][0] + x })
'a,b,c'.split(',').map(function (x) { return this.k + x }, {k: 'k'})
'a,b'.split(',').map(function (x) { return x.split('').map(function (y) { return y + x }) })
try { 'a,b'.split(',').map(function (x) { if (x === 'b') throw x; return 1 }) } catch (e) { return e }
'a-b'.split('-').map(function (x) { return 'c-d'.split('-').map(function (y) { return x + y }).join() })
return ['a1{b}'.replace(/[{}1]/g, ''), 'abc'.replace(/[xyz]/g, '-'), 'aXbX'.replace(/X/g, '--'), ''.replace(/x/g, 'y'), 'é{x}é'.replace(/[{}]/g, ''), 'aéa'.replace(/é/g, '')]
return ['xx'.replace(/x/g, 'é'), 'xx'.replace(/x/g, '\ud83d'), 'x'.replace(/x/g, '$$')]
var re = /x/g; re.lastIndex = 1; return ['xx'.replace(re, ''), re.lastIndex]
var o = {a: 'x"{y}', b: [1, {c: null}]}; return [JSON.stringify(o).replace(/{|}|"/g, ''), JSON.stringify(o).replace(/[,:]/g, '-'), JSON.stringify(o).replace(/\d/g, '--')]
var o = {a: 'é1', b: 1}; return [JSON.stringify(o).replace(/1/g, ''), JSON.stringify(o).replace(/1/g, 'é'), JSON.stringify(o).replace(/é/g, '')]
var o = {a: 1}; return [JSON.stringify(o).replace(/"/, ''), JSON.stringify(o).replace('"', ''), JSON.stringify(o).replace(/"/g, '$'), JSON.stringify(o).replace(/(")/g, '$1$1'), JSON.stringify(o).replace(/"/g, function (m) { return '<' + m + '>' })]
var o = {a: 1}; return [JSON.stringify(o).replace(/"/g), JSON.stringify(o).replace(/"/g, 5), JSON.stringify(o).replace(/"/g, null), JSON.stringify(o).replace(), JSON.stringify(o).replace(/"/g, '', 1), JSON.stringify(o, null, 1).replace(/"/g, '')]
var a = JSON.stringify({a: 1, b: 2}).replace(/"/g, ''); var b = JSON.stringify({c: 3, d: 4}).replace(/"/g, ''); return [a, b, JSON.stringify(1).replace(/x/g, '')]
var log = []; function v(x) { log.push(x); return x } var r = JSON.stringify(v({a: 1})).replace(v(/"/g), v(JSON.stringify('b').replace(/"/g, '') && '')); return [r, log.length]
var o = {toJSON: function (k) { return JSON.stringify({k: k}).replace(/"/g, '') }}; return [JSON.stringify(o).replace(/"/g, ''), JSON.stringify({x: o, y: [o]}).replace(/"/g, '')]
var re = /"/g; re.lastIndex = 2; return [JSON.stringify({a: 1}).replace(re, ''), re.lastIndex]
try { return JSON.stringify(undefined).replace(/"/g, '') } catch (e) { return e.name }
var n = 0; try { return JSON.stringify(undefined).replace(n++, n++) } catch (e) { return n }
var o = {}; o.o = o; try { return JSON.stringify(o).replace(/"/g, '') } catch (e) { return [e.name, JSON.stringify({a: 1}).replace(/"/g, '')] }
function deep(n) { var a = n, b = n, c = n; return n ? deep(n - 1) + a + b + c - n * 3 : 0 } function three(x, y, z) { return [x, y, z] } return three('first', deep(150), 'last')
function deep(n) { return n ? deep(n - 1) : [] } return ['a', 'b'].map(function (x) { return [x].concat(deep(150), x) })
return [['a', 'b'].join(), ['a', 'b'].join(''), [].join('-'), ['a'].join('-'), ['\ud83d', '\ude00'].join(''), ['\ud83d', 'x'].join('\ude00'), ['a', 1].join('-'), ['', ''].join(',')]
return ['a' + 'b' + 'c', 'a' + 1 + 2, 'a' + null + undefined, 'a' + [1] + {}, '\ud83d' + '\ude00' + 'x', 'x' + '\ud83d' + '\ude00', 'a' + true + 'b']
var log = []; var v = {toString: function () { log.push('v'); return 'V' }}; function w() { log.push('w'); return 'W' } return ['a' + v + w(), log]
return [typeof null === 'object', typeof [] === 'object', typeof {} === 'object', typeof /x/ === 'object', typeof 1 === 'object', typeof undefined === 'object', typeof function () {} !== 'object', typeof 'x' == 'object']
var a = 1, b = 'x', c; return [typeof a === 'number', typeof b === 'string', typeof c === 'undefined', typeof a !== 'number', typeof b == 'number']
JSON.stringify(['\u0001a"b\\c/\n', 'é"', '\ud800', '"', '', 'plain', '\u2028'])
`},
	{"variables", `
return x; var x = 1
x = 1; var x; return x
var f = function () { return typeof g }; return [f(), g()]; function g() { return 1 }
function a() { return b() } function b() { return 'b' } return a()
var r = []; for (var i = 0; i < 3; i++) r.push(function () { return i }); return r.map(function (f) { return f() })
var r = []; for (let i = 0; i < 3; i++) r.push(function () { return i }); return r.map(function (f) { return f() })
var r = []; for (let i = 0; i < 3; i++) { r.push(function () { return i }); i++ } return r.map(function (f) { return f() })
var r = []; for (let i = 0; i < 5; i++) { let j = i * 2; r.push(() => j + i); j++ } return r.map(f => f())
var r = []; for (const x of [1, 2, 3]) r.push(() => x); return r.map(f => f())
var r = []; for (var x of [1, 2, 3]) r.push(() => x); return r.map(f => f())
var r = []; for (let k in {a: 1, b: 2}) r.push(() => k); return r.map(f => f())
var n = 0; function inc() { n += 1; return n } inc(); inc(); return [n, inc()]
function counter() { var c = 0; return {inc: function () { return ++c }, get: function () { return c }} } var a = counter(), b = counter(); a.inc(); a.inc(); b.inc(); return [a.get(), b.get()]
var x = 1; { let x = 2; { let x = 3 } } return x
let a = 1; { let a = 2; var f = function () { return a }; a = 3 } return [a, f()]
try { y; let y = 1 } catch (e) { return e.name }
try { (function () { return z })(); let z = 1 } catch (e) { return e.name }
const c = 1; try { c = 2 } catch (e) { return [e.name, c] }
function f(a) { a = a + 1; return function () { return a } } return f(1)()
function f(a) { var g = function () { return a }; a = 5; return g() } return f(1)
function f(a) { var g = function () { a++ }; g(); g(); return a } return f(1)
function f(n) { var g; if (n > 0) g = f(n - 1); var h = function () { return n + (g ? g() : 0) }; return h } return f(4)()
var f = function fact(n) { return n < 2 ? 1 : n * fact(n - 1) }; var g = f; f = null; return g(5)
var f = function me() { me = 1; return typeof me }; return f()
var o = {v: 7, m: function () { return this.v }, n() { return this.v + 1 }}; var m = o.m; return [o.m(), o['m'](), o.n()]
var o = {v: 1, m: function () { var self = this; return [1, 2].map(function (x) { return x + self.v }) }}; return o.m()
var o = {v: 1, m: function () { return [1, 2].map(x => x + this.v) }}; return o.m()
function f() { return arguments.length + ':' + arguments[0] + ':' + arguments[5] } return [f(), f(1), f(1, 2, 3, 4, 5, 6)]
function f(a) { a = 9; return arguments[0] } return f(1)
function f(a, b) { b = 9; return [arguments.length, arguments[1]] } return f(1)
function f() { var s = 0; for (var i = 0; i < arguments.length; i++) s += arguments[i]; return s } return f(1, 2, 3)
function f() { return Array.prototype.slice.call(arguments, 1) } return f(1, 2, 3)
function f() { return JSON.stringify(arguments) } return f(1, 'a')
function f() { var r = []; for (var k in arguments) r.push(k); return r } return f(5, 6)
function f(a, b = a + 1, ...c) { return [a, b, c] } return [f(1), f(1, 2), f(1, undefined, 3, 4)]
function f({a, b: {c = 5} = {}}, [d, , e = 7, ...g]) { return [a, c, d, e, g] } return f({a: 1}, [2, 3, undefined, 4, 5])
var {a, ...rest} = {a: 1, b: 2, c: 3}; return [a, rest]
var [x, y] = 'ab'; [x, y] = [y, x]; return [x, y]
var o = {}; [o.a, o['b']] = [1, 2]; ({c: o.c} = {c: 3}); return o
for (var [k, v] of [[1, 2], [3, 4]]) var last = k + v; return last
var f = (a, b) => a * b, g = a => ({a}), h = () => { return 5 }; return [f(2, 3), g(1), h()]
var f = ({a}) => a, g = ([a = 3]) => a, h = (...r) => r.length; return [f({a: 1}), g([]), h(1, 2)]
return (function (a) { return function (b) { return function (c) { return a + b + c } } })(1)(2)(3)
return (function () { return typeof inner; function inner() {} })()
var a = 1, a = 2, b = a; return b
var s = ''; outer: for (var i = 0; i < 3; i++) { for (var j = 0; j < 3; j++) { if (j == 1) continue outer; if (i == 2) break outer; s += i + '' + j + ' ' } } return s
a: { b: { break a } return 'no' } return 'yes'
(function (a, a2) { return a2 })(1, 2)
var f = function () { return g.apply(this, arguments) }; function g(a, b) { return [a, b] } return f(1, 2)
function f(a, b) { return [this.x, a, b] } return [f.call({x: 1}, 2, 3), f.apply({x: 4}, [5]), f.bind({x: 6}, 7)(8)]
[function (a, b) {}.length, (function (a, b = 1, c) {}).length, ((...x) => 1).length]
Math.max.apply(null, [1, 5, 3])
[Math.max(...[1, 2], 9, ...[3]), [...'ab', ...[1]], {...{a: 1}, b: 2, ...{a: 3}}]
var x = {f: null}; return [x?.f, x.f?.g, x.g?.h.i.j, x.nope?.(), x?.['f'], (void 0)?.a]
var o = {a: {b: function () { return this.c }, c: 5}}; return [o?.a?.b(), o.a?.['b']()]
`},
	{"statements", `
var s = 0; for (var i = 0; i < 10; i++) { if (i == 3) continue; if (i == 7) break; s += i } return s
var s = '', i = 5; while (i--) s += i; return s
var i = 0; do { i++; if (i == 2) continue } while (i < 5); return i
var r = []; for (var k in {b: 1, a: 2, 1: 3, 0: 4}) r.push(k); return r
var r = []; for (var k in [7, 8]) r.push(k, typeof k); return r
var r = []; for (var k in 'ab') r.push(k); return r
var r = []; for (var k in null) r.push(k); for (k in undefined) r.push(k); for (k in 5) r.push(k); return r
var o = {a: 1, b: 2, c: 3}, r = []; for (var k in o) { r.push(k); delete o.b } return r
var o = {a: 1}, r = []; for (var k in o) { r.push(k); o.z = 1 } return r
var r = []; for (var c of 'a😀b') r.push(c); return r
var a = [1, 2], r = []; for (var x of a) { r.push(x); if (a.length < 5) a.push(x * 10) } return r
function f(x) { switch (x) { case 1: return 'one'; case 'a': case 'b': return 'ab'; default: return 'other' } } return [f(1), f('1'), f('b'), f()]
function f(x) { var r = []; switch (x) { default: r.push('d'); case 1: r.push(1); break; case 2: r.push(2) } return r } return [f(0), f(1), f(2)]
switch (3) { case 1 + 2: return 'sum' }
var x = 0; switch (1) { case 1: for (;;) { break } x = 5 } return x
var r = []; for (var i = 0; i < 3; i++) { switch (i) { case 1: continue } r.push(i) } return r
try { throw 5 } catch (e) { return e }
try { return 'a' } finally { var q = 1 }
try { return 'a' } finally { return 'b' }
var r = []; try { try { throw 1 } finally { r.push('f') } } catch (e) { r.push(e) } return r
var r = []; for (var i = 0; i < 3; i++) { try { if (i == 1) continue; r.push(i) } finally { r.push('f') } } return r
var r = []; for (;;) { try { break } finally { r.push(1) } } return r
try { null.x } catch (e) { return e.name }
try { undefined.x() } catch (e) { return e.name }
try { var o = {}; o.f() } catch (e) { return e.name }
try { nope() } catch (e) { return e.name }
try { nope } catch (e) { return e.name }
try { (1)() } catch (e) { return e.name }
try { throw new Error('boom') } catch (e) { return e.message + e.name + String(e) }
try { throw {a: 1} } catch ({a}) { return a }
try { throw 1 } catch { return 'ok' }
function f() { try { return g() } catch (e) { return 'caught ' + e } } function g() { throw 'up' } return f()
[1, 2].forEach(function (x) { if (x == 2) throw 'stop' }); return 1
try { [3, 1, 2].sort(function () { throw 'cmp' }) } catch (e) { return e }
try { 'abc'.replace(/b/, function () { throw 'rep' }) } catch (e) { return e }
if (0) return 1; else if ('') return 2; else if ([]) return 3; else return 4
;;; return 1
{ } { ; } return 2
var a = {}, b = a; b.x = 1; return a
var i = 0; for (;;) if (++i > 4) break; return i
for (var i = 0, j = 10; i < j; i++, j--); return [i, j]
var x = function () { return 1 } (); return x
var o = {if: 1, class: 2, 'a-b': 3, 4: 5, for: 6, "q": 7}; return [o.if, o.class, o['a-b'], o[4], o.for, o.q]
var o = {a: 1, a: 2}; return o
var k = 'x'; var o = {[k + 1]: 1, k, f() { return 2 }}; return [o.x1, o.k, o.f()]
var get = 1, set = 2, of = 3, async = 4; return [get, set, of, async, {get, set, of}]
return [1, , 3].length
return [1, 2,].length
return '\u4e2d\x41\n\t\'\"\\\b\f\v\0'.length
return '😀'.length + '\ud83d\ude00'.length
`},
	{"strings", `
['abc'.charAt(1), 'abc'.charAt(9), 'abc'.charAt(-1), 'abc'.charAt(), 'abc'[1], 'abc'[9], 'abc'.length]
['abc'.charCodeAt(1), 'abc'.charCodeAt(9), '中'.charCodeAt(0), '😀'.charCodeAt(1), '😀'.codePointAt(0), 'a'.codePointAt(5)]
['a'.concat('b', 1, null), ''.concat(), 'x'.concat([1, 2])]
['abcabc'.indexOf('c'), 'abc'.indexOf('z'), 'abc'.indexOf(''), 'abcabc'.indexOf('c', 3), 'abc'.indexOf('a', -5), 'abc'.indexOf('', 9), '中文中'.indexOf('中', 1)]
['abcabc'.lastIndexOf('c'), 'abcabc'.lastIndexOf('c', 4), 'abc'.lastIndexOf('z'), 'abc'.lastIndexOf(''), 'abc'.lastIndexOf('a', -1), '中文中'.lastIndexOf('中'), '中文中'.lastIndexOf('中', 1)]
['hello'.slice(1, 3), 'hello'.slice(-3), 'hello'.slice(-3, -1), 'hello'.slice(3, 1), 'hello'.slice(2, 99), 'hello'.slice(), 'hello'.slice(NaN), 'hello'.slice('1')]
['hello'.substring(1, 3), 'hello'.substring(3, 1), 'hello'.substring(-1), 'hello'.substring(2), 'hello'.substring(NaN, 2)]
['hello'.substr(1, 3), 'hello'.substr(-3, 2), 'hello'.substr(2), 'hello'.substr(9), 'hello'.substr(1, -1)]
['a,b,c'.split(','), 'abc'.split(''), 'abc'.split(), 'a,b,c'.split(',', 2), ''.split(','), ''.split(''), 'abc'.split('abc'), '中文'.split(''), 'a😀'.split('')]
['a1b2c'.split(/\d/), 'a1b2c'.split(/(\d)/), 'abc'.split(/(?:)/), ''.split(/x/), ''.split(/(?:)/), 'a,b'.split(/,/, 1), 'test'.split(/(s)|t/), 'aXbX'.split(/x/i)]
['aXbX'.split(/$/), 'ab'.split(/a*/), 'ab'.split(/a*?/), 'A<B>bold</B>and'.split(/<(\/)?([^<>]+)>/)]
['ABC'.toLowerCase(), 'abc'.toUpperCase(), 'ÄÖ'.toLowerCase(), 'straße'.toUpperCase(), 'ΑΣ'.toLowerCase(), '中'.toUpperCase(), 'ﬁ'.toUpperCase()]
['  a b '.trim(), '\n\t a'.trim(), ' a '.trimStart() + '|', ' a '.trimEnd() + '|', '\u3000a\ufeff'.trim()]
['abc'.includes('b'), 'abc'.includes('z'), 'abc'.includes('a', 1), 'abc'.startsWith('ab'), 'abc'.startsWith('b', 1), 'abc'.endsWith('bc'), 'abc'.endsWith('b', 2)]
['5'.padStart(3, '0'), 'abc'.padStart(2), 'a'.padStart(5), 'a'.padEnd(4, 'xy'), 'a'.padEnd(3, ''), '中'.padStart(4, 'ab')]
['ab'.repeat(3), 'a'.repeat(0), ''.repeat(5), 'a'.repeat(2.9)]
try { 'a'.repeat(-1) } catch (e) { return e.name }
['abc'.at(-1), 'abc'.at(0), 'abc'.at(5)]
['abcb'.replace('b', 'X'), 'abc'.replace('z', 'X'), 'abc'.replace('b', '[$&]'), 'abc'.replace('b', '$$'), 'abc'.replace('b', "$\x60-$'"), 'abc'.replace('b', '$1'), 'abc'.replace('', 'X')]
['abcb'.replaceAll('b', 'X'), 'abc'.replaceAll('', '-')]
['abcb'.replace(/b/, 'X'), 'abcb'.replace(/b/g, 'X'), 'abc'.replace(/(b)(c)/, '$2$1'), 'abc'.replace(/(b)(c)/, '$3$0$10'), 'abc'.replace(/x*/g, '-'), 'abc'.replace(/$/, '!')]
'john smith'.replace(/(\w+)\s(\w+)/, '$2, $1')
'abc'.replace(/[ac]/g, function (m, i, s) { return m.toUpperCase() + i + s })
'a1b22'.replace(/([a-z])(\d+)/g, function (m, a, b, i) { return [m, a, b, i].join('|') + ';' })
'abc'.replace('b', function () { return undefined })
'aaa'.replace(/a/g, function (m, i) { return 'aaa'.replace(/a/g, i) })
'xx'.replace(/(?<n>x)/, '[$<n>]')
['a-b_c'.match(/[a-z]/g), 'abc'.match(/z/g), 'abc'.match(/b/), 'abc'.match(/z/), 'abc'.match('b').index, 'abc'.match(/(b)(z)?/)]
var m = /(\d+)-(\d+)/.exec('tel 12-34'); return [m[0], m[1], m[2], m.index, m.input, m.length]
var r = /a/g, s = 'aXaa', out = []; var m; while ((m = r.exec(s))) out.push(m.index, r.lastIndex); return out
var r = /a/g; return [r.test('ab'), r.lastIndex, r.test('ab'), r.lastIndex]
var r = /a/y; r.lastIndex = 1; return [r.test('ba'), r.lastIndex, r.test('ba')]
var r = getRegExp('^-?\\d+(\\.\\d+)?$'); return [r.test('12'), r.test('-1.5'), r.test('x'), r.source, String(r)]
var r = getRegExp('a', 'gi'); return [r.global, r.ignoreCase, r.multiline, 'AaB'.replace(r, '-')]
try { getRegExp('a', 'x') } catch (e) { return e.name }
try { getRegExp('(') } catch (e) { return e.name }
try { getRegExp('[b-a]') } catch (e) { return e.name }
['abc'.search(/c/), 'abc'.search(/z/), 'abc'.search('b')]
['a'.localeCompare('b'), 'b'.localeCompare('a'), 'a'.localeCompare('a')]
['a' < 'b', 'a' < 'B', '😀' < '\uffff', '\ud83d' < '😀', 'a' < 'ab']
String.fromCharCode(72, 105, 0x4e2d, 0xd83d, 0xde00)
[String(null), String([1, [2, 3]]), String({}), String(1e21), String(true), String()]
var s = ''; for (var i = 0; i < 200; i++) s += '中a'; return [s.length, s.charAt(101), s.charCodeAt(200), s.slice(10, 13), s.indexOf('a', 50)]
var s = 'x😀'; return [s.slice(0, 2), s.slice(0, 2) + s.slice(2), s.slice(0, 2) + s.slice(2) === s, s.charAt(1) + s.charAt(2)]
['a','b'].join('\ud83d') + '\ude00'
[encodeURIComponent('a b&中=?/'), encodeURI('a b&中=?/#'), decodeURIComponent('%E4%B8%AD%20'), decodeURI('%2Fa%20'), decodeURIComponent('%41+')]
try { decodeURIComponent('%') } catch (e) { return e.name }
try { decodeURIComponent('%E4%B8') } catch (e) { return e.name }
try { encodeURIComponent('\ud800') } catch (e) { return e.name }
`},
	{"regexps", `
['aab'.match(/a*?b/)[0], 'aaa'.match(/a{2}/)[0], 'aaa'.match(/a{1,}?/)[0], 'aaaa'.match(/a{2,3}/)[0], 'a{,2}'.match(/a{,2}/)[0], 'x{1'.match(/{1/)[0]]
/(a*)+/.exec('b')
/(z)((a+)?(b+)?(c))*/.exec('zaacbbbcac')
/(?=(a+))a*b\1/.exec('baaabac')
/(.*?)a(?!(a+)b\2c)\2(.*)/.exec('baaabaac')
/(?=(a+))/.exec('baaabac')
/((a)|(ab))((c)|(bc))/.exec('abc')
/a[a-z]{2,4}?/.exec('abcdefghi')
/(aa|aabaac|ba|b|c)*/.exec('aabaac')
/(a)|b/.exec('b')
/(?<!a)b/.exec('abbb')
/(?<=a)b/.exec('cbab')
/(?<=(\d+)(\d+))$/.exec('1053')
/(?<=\1(\d+))x/.exec('1212x')
/(?<year>\d{4})-(?<m>\d\d)/.exec('on 2020-05')[1]
/\k<a>(?<a>x)/.exec('x')
/\bfoo\b/.exec('a foo b').index
[/\Boo/.test('foo'), /\Boo/.test('oo'), /^$/.test(''), /^a$/m.test('b\na\nc'), /^a$/.test('b\na')]
[/[^a-c]/.exec('abcd')[0], /[a\-z]/.exec('-')[0], /[\w-]/.exec('-')[0], /[]/.test('a'), /[^]/.test('\n'), /[\b]/.test('\b')]
[/./.test('\n'), /./s.test('\n'), /./.test('\u2028'), /\s/.test('\u3000'), /\S/.test('\ufeff'), /\d/.test('٣')]
[/A/i.test('a'), /[a-z]/i.test('Q'), /[^a]/i.test('A'), /ÄÖ/i.test('äö'), /ß/i.test('SS'), /K/i.test('k'), /σ/i.test('ς')]
[/\x41/.test('A'), /\u4e2d/.test('中'), /\t/.test('\t'), /\0/.test('\0'), /\cA/.test('\x01'), /\//.test('/'), /\1(a)/.exec('a')]
[/\07/.test('\x07'), /\8/.test('8'), /[\1]/.test('\x01'), /\_/.test('_'), /]/.test(']'), /}/.test('}')]
[/^.$/.test('😀'), '😀'.match(/./g), /😀/.test('x😀'), /[😀]/.exec('😀')]
['a.b*c'.replace(/[.*+?^\${}()|[\]\\]/g, '\\$&')]
'aBc'.replace(/[A-Z]/g, function (c) { return '-' + c.toLowerCase() })
'a-b-c'.replace(/-(\w)/g, function (m, c) { return c.toUpperCase() })
'2020-01-02'.replace(/(\d+)-(\d+)-(\d+)/, '$3/$2/$1')
'1234567.891'.replace(/\B(?=(\d{3})+(?!\d))/g, ',')
'<p>a</p><b>c</b>'.replace(/<[^>]+>/g, '')
'&lt;a&gt;'.replace(/&lt;/g, '<').replace(/&gt;/g, '>')
/^(?:\+?86)?1[3-9]\d{9}$/.test('13800138000')
/^[\w.+-]+@[\w-]+\.[\w.-]+$/.test('a.b+c@d-e.co.uk')
/^(https?:)?\/\/([^/?#]+)([^?#]*)(\?[^#]*)?(#.*)?$/.exec('https://a.b/c/d?e=1#f')
'aaaaaaaaaaaaaaaaaaaaaaaaaaaa!'.match(/^(a+)+$/)
[/(?:a|ab)(?:c|bcd)(d*)/.exec('abcd'), /(a+)(b+)?\2/.exec('aabb'), /(?:a?)*?b/.exec('aab')]
[/x*/.exec('aaa'), /x*?/.exec('xxx'), /(?:)/.exec('a'), /a||b/.exec('b'), /()/.exec('')]
[/[\d-x]/.exec('-'), /[x-\d]/.exec('-'), /[a-\d]/.exec('-')]
[/(?=a)*b/.exec('b'), /(?=a)?b/.exec('ab')]
[/a{0}b/.exec('ab'), /a{0,0}b/.exec('b'), /(a){0}b\1/.exec('b'), /(?:ab){2,}/.exec('ababab'), /(?:ab){1,2}?c/.exec('ababc')]
[/(a)?\1b/.exec('ab'), /(?!(a))\1b/.exec('b'), /(?:(?=(a)))?b\1/.exec('b')]
['ab\ncd'.match(/^.+$/gm), 'ab\ncd'.match(/$/gm).length]
`},
	{"arrays", `
var a = [1, 2]; return [a.push(3, 4), a, a.pop(), a, a.shift(), a, a.unshift(8, 9), a]
[[].pop(), [].shift(), [].join(), [1].join(), [1, null, undefined, 'a'].join('-'), [[1, 2], [3]].join(';'), [1, 2].join('')]
[[1, 2].concat(3, [4, [5]]), [].concat(), [1].concat([[2]])]
var a = [1, 2, 3]; return [a.reverse(), a]
[[1, 2, 3].slice(1), [1, 2, 3].slice(-2, -1), [1, 2, 3].slice(5), [1, 2, 3].slice(), [1, 2, 3].slice(0, 99)]
[[3, 1, 2].sort(), [10, 9, 1].sort(), ['b', 'a', undefined, 'c'].sort(), [3, 1, 2].sort(function (a, b) { return b - a }), [true, false].sort(), [[2], [1]].sort()]
var a = []; for (var i = 0; i < 50; i++) a.push({k: i % 5, i: i}); a.sort(function (x, y) { return x.k - y.k }); return a.map(function (x) { return x.i }).join()
var a = [1, 2, 3, 4, 5]; return [a.splice(1, 2), a, a.splice(-1), a, a.splice(1, 0, 'x', 'y'), a, a.splice(), a, a.splice(0), a]
var a = [1, 2, 3]; return [a.splice(1, 1, 'a', 'b', 'c'), a, a.splice(2, -1), a, a.splice(1, 99), a]
[[1, 2, 1].indexOf(1), [1, 2, 1].indexOf(1, 1), [1].indexOf(5), [NaN].indexOf(NaN), ['1'].indexOf(1), [1, 2].indexOf(2, -1)]
[[1, 2, 1].lastIndexOf(1), [1, 2, 1].lastIndexOf(1, 1), [1].lastIndexOf(5), [1, 2, 1].lastIndexOf(1, -2)]
[[1, 2].every(function (x) { return x > 0 }), [].every(function () {}), [1, 2].some(function (x) { return x > 1 }), [].some(function () { return true })]
[[1, 2, 3].map(function (x, i, a) { return x * i + a.length }), [1, 2, 3].filter(function (x) { return x % 2 }), ['1', '2', '3'].map(Number), ['1', '2', '3'].map(parseInt)]
[[1, 2, 3].reduce(function (a, x, i, l) { return a + x * i + l.length }), [1, 2].reduce(function (a, x) { return a + x }, 'z'), ['a', 'b', 'c'].reduceRight(function (a, x) { return a + x })]
try { [].reduce(function () {}) } catch (e) { return e.name }
var r = []; [1, 2].forEach(function (x, i, a) { r.push(x, i, a.length, this.q) }, {q: 7}); return r
var a = [1, 2, 3], r = []; a.forEach(function (x) { r.push(x); if (x == 1) a.pop() }); return r
var a = [1, 2], r = []; a.forEach(function (x) { r.push(x); a.push(9) }); return [r, a.length]
var a = [1, 2, 3]; return a.map(function (x, i) { a[i + 1] = 10; return x })
try { [1].map() } catch (e) { return e.name }
try { [1].forEach({}) } catch (e) { return e.name }
[[1, 2, 3].includes(2), [NaN].includes(NaN), [1].includes(1, 1), [1, 2, 3].find(function (x) { return x > 1 }), [1].find(function () {}), [1, 2].findIndex(function (x) { return x == 2 }), [1].findIndex(function () {})]
[[1, 2, 3].fill(0), [1, 2, 3].fill(9, 1), [1, 2, 3].fill(9, 0, 1), new Array(3).fill('x')]
[[1, [2, [3, [4]]]].flat(), [1, [2, [3, [4]]]].flat(Infinity), [1, 2].flatMap(function (x) { return [x, [x]] })]
[[1, 2, 3].at(-1), [1].at(5), Array.of(1, 2), Array.from('ab'), Array.from([1, 2], function (x) { return x * 2 }), Array.from({length: 2, 0: 'a', 1: 'b'})]
[Array.isArray([]), Array.isArray({}), Array.isArray('a'), new Array(1, 2), new Array('3'), Array(2).length]
var a = []; a[2] = 1; return [a.length, a[0], a[2]]
var a = [1, 2, 3]; a.length = 1; a[1] = 5; return a
var a = [1]; a.length = 3; return [a.length, a[2]]
var a = [1, 2]; a.foo = 'bar'; var r = []; for (var k in a) r.push(k); return [a.foo, a.length, r, JSON.stringify(a)]
var a = ['x']; return [a['0'], a[0], a['00'], a[-1], a[1.5], a['length']]
try { new Array(-1) } catch (e) { return e.name }
var a = [1]; a.push(a.length, a.length); return a
[[] == false, [0] == false, [[]] == '', String([null]), String([undefined, 1]), [] + 1, [2] * 3]
[1, 2, 3].map(x => x * 2).filter(x => x > 2).reduce((a, b) => a + b)
['a', 'b'].map((x, i) => x + i).join()
[..."héllo"].reverse().join('')
[1, 2, 3, 4].filter(function (x, i, a) { return a.indexOf(x) === i }).length
['a', 'b'].toString() + [1, [2, 3]].toString()
[[3, 2, 1].sort(function () { return 0 }), [1, 2].sort(undefined)]
var calls = 0; [1, 2, 3, 4, 5, 6, 7, 8].sort(function (a, b) { calls++; return a - b }); return calls > 0
Array.prototype.map.call('abc', function (x) { return x + x })
Array.prototype.slice.call({length: 2, 0: 'q'})
`},
	{"objects", `
var o = {}; o.a = 1; o['b'] = 2; o[3] = 4; o.a = 5; return o
var o = {b: 1, 2: 1, a: 1, 1: 1}; o[0] = 1; o.c = 1; return Object.keys(o)
var o = {}; for (var i = 20; i > 0; i--) o[i] = i; o.x = 1; return Object.keys(o).join()
var o = {}; for (var i = 0; i < 20; i++) o['k' + i] = i; for (i = 0; i < 15; i++) delete o['k' + i]; o.k3 = 'new'; return o
[{a: 1}.a, {a: 1}.b, {a: {b: 1}}.a.b, {}['x']]
[Object.keys({a: 1, b: 2}), Object.values({a: 1}), Object.entries({a: 1}), Object.assign({a: 1}, {b: 2}, null, {a: 3})]
[Object.keys([7, 8]), Object.keys('ab')]
[{a: 1}.hasOwnProperty('a'), {a: 1}.hasOwnProperty('b'), [1].hasOwnProperty(0), 'ab'.hasOwnProperty('length')]
[{}.toString(), String({}), '' + {}, Object.prototype.toString.call([]), Object.prototype.toString.call(null), Object.prototype.toString.call(1), Object.prototype.toString.call(new Date(0))]
'' + {toString: function () { return 'T' }}
[1 + {valueOf: function () { return 41 }}, +{valueOf: function () { return 7 }}, {valueOf: function () { return 1 }} < 2, {valueOf: function () { return 1 }} == 1, String({valueOf: function () { return 1 }})]
try { '' + {toString: function () { return {} }, valueOf: function () { return {} }} } catch (e) { return e.name }
var o = {}; o[{}] = 1; o[[1, 2]] = 2; o[null] = 3; o[undefined] = 4; o[true] = 5; o[1.5] = 6; return Object.keys(o)
var o = {f: function () { return 1 }}; return typeof o.f + o.f()
try { null.a = 1 } catch (e) { return e.name }
var s = 'abc'; s.x = 1; return s.x
var f = function () {}; f.x = 1; f.y = {z: 2}; return [f.x, f.y.z]
Object({a: 1})
new Object()
var o = {a: [1, {b: 2}]}; var c = JSON.parse(JSON.stringify(o)); c.a[1].b = 3; return [o, c]
`},
	{"json", `
[JSON.stringify(1), JSON.stringify('a"b\n'), JSON.stringify(null), JSON.stringify(undefined), JSON.stringify(function () {}), JSON.stringify(true), JSON.stringify(NaN), JSON.stringify(Infinity)]
JSON.stringify({a: 1, b: undefined, c: function () {}, d: null, e: [undefined, function () {}, NaN], f: {}, g: []})
JSON.stringify([new Date(0), /x/, 'é中😀\u0001\u2028', '\ud800'])
JSON.stringify({a: [1, {b: 2}], c: 'x'}, null, 2)
JSON.stringify({a: 1, b: [1, 2]}, null, '--')
JSON.stringify([], null, 2) + JSON.stringify({}, null, 2) + JSON.stringify([[]], null, 1)
JSON.stringify({a: 1, b: 2, c: {a: 3, d: 4}}, ['a', 'c'])
JSON.stringify({a: 1, b: 'x', c: [1, 'y']}, function (k, v) { return typeof v === 'string' ? undefined : v })
JSON.stringify({a: 1}, function (k, v) { return k === '' ? v : v + this.a })
JSON.stringify({toJSON: function () { return {x: 1} }, y: 2})
JSON.stringify({a: {toJSON: function (k) { return 'key ' + k }}})
try { var o = {}; o.o = o; JSON.stringify(o) } catch (e) { return e.name }
try { var a = []; a.push([a]); JSON.stringify(a) } catch (e) { return e.name }
[JSON.parse('1'), JSON.parse('"a\\u4e2d\\n"'), JSON.parse(' [1, 2 , {"a":null}] '), JSON.parse('true'), JSON.parse('-1.5e2'), JSON.parse('{}'), JSON.parse('[]')]
JSON.parse('{"b":1,"a":2,"1":3,"b":4}')
try { JSON.parse('{a:1}') } catch (e) { return e.name }
try { JSON.parse('') } catch (e) { return e.name }
try { JSON.parse('[1,]') } catch (e) { return e.name }
try { JSON.parse('01') } catch (e) { return e.name }
try { JSON.parse('"a\nb"') } catch (e) { return e.name }
try { JSON.parse('nul') } catch (e) { return e.name }
try { JSON.parse('1 2') } catch (e) { return e.name }
JSON.parse('{"a":[1,2,{"b":3}]}', function (k, v) { return typeof v === 'number' ? v * 2 : v })
JSON.parse('{"a":1,"b":2}', function (k, v) { return k === 'a' ? undefined : v })
JSON.parse('"\\ud83d\\ude00"')
[JSON.stringify(-0), JSON.stringify(1e21), JSON.stringify([1.5, 1e-7]), JSON.stringify('\u007f/')]
`},
	{"numbers", `
[(1.005).toFixed(2), (0.5).toFixed(0), (1.5).toFixed(0), (2.5).toFixed(0), (-2.5).toFixed(0), (1.45).toFixed(1), (8.345).toFixed(2), (0).toFixed(2), (1e21).toFixed(2), (-0.0000001).toFixed(2)]
[(123.456).toFixed(), (0.000001).toFixed(7), (1.23e-10).toFixed(2), (10.235).toFixed(2), (1234.5678).toFixed(10), NaN.toFixed(2), Infinity.toFixed(1), (0.1).toFixed(20)]
[(123.456).toPrecision(4), (0.00001).toPrecision(1), (123456).toPrecision(2), (1e21).toPrecision(3), (0).toPrecision(3), (1.25).toPrecision(2), (1.35).toPrecision(2), (123).toPrecision(), (99.99).toPrecision(3), (0.000001).toPrecision(2), (0.0000001).toPrecision(2)]
[(123456).toExponential(2), (0).toExponential(), (0).toExponential(2), (1.5).toExponential(), (-1.25e-7).toExponential(1), (12345).toExponential(10), (9.99).toExponential(1), NaN.toExponential()]
[(255).toString(16), (-255).toString(2), (0.5).toString(2), (0.1).toString(2), (3.14).toString(8), (1e21).toString(16), (35).toString(36), (0).toString(2), (1/3).toString(3), (255.5).toString(16)]
try { (1).toFixed(101) } catch (e) { return e.name }
try { (1).toString(1) } catch (e) { return e.name }
try { (1).toPrecision(0) } catch (e) { return e.name }
[parseInt('12px'), parseInt('0x1f'), parseInt('z', 36), parseInt('  -42abc'), parseInt(''), parseInt('abc'), parseInt('101', 2), parseInt('9', 8), parseInt(3.99), parseInt('1e3'), parseInt(null), parseInt('12', 1), parseInt(1e21), parseInt('0b1'), parseInt(0.0000005)]
[parseFloat('3.14abc'), parseFloat('.5'), parseFloat('-1.5e3x'), parseFloat('abc'), parseFloat('Infinityx'), parseFloat('1e'), parseFloat('1e+'), parseFloat('5.'), parseFloat('+.1'), parseFloat('.'), parseFloat('-')]
[isNaN('x'), isNaN('1'), isNaN(undefined), isNaN(''), isFinite('5'), isFinite(Infinity), isFinite('x')]
[Number('12'), Number(''), Number('x'), Number(null), Number(undefined), Number([5]), Number(true), Number('0b101'), Number('1_0'), Number(' \n'), Number('1e1000'), Number('.'), Number('+5'), Number('- 5')]
[Number.MAX_VALUE, Number.MIN_VALUE, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.EPSILON, Number.MAX_SAFE_INTEGER]
[Number.isInteger(5), Number.isInteger(5.5), Number.isNaN('x'), Number.isFinite('5'), Number.isSafeInteger(9007199254740992)]
[Math.abs(-5), Math.ceil(1.2), Math.ceil(-0.5), Math.floor(-1.2), Math.round(2.5), Math.round(-2.5), Math.round(0.49999999999999994), Math.round(-0.2), Math.max(), Math.min(), Math.max(1, 'x'), Math.max(1, '3'), Math.min(0, -0)]
[Math.pow(2, 10), Math.sqrt(16), Math.sqrt(-1), Math.atan2(1, 1).toFixed(10), Math.exp(1).toFixed(10), Math.log(10).toFixed(10), Math.sin(1).toFixed(10), Math.cos(1).toFixed(10), Math.tan(1).toFixed(10)]
[Math.PI, Math.E, Math.LN2, Math.LN10, Math.LOG2E, Math.LOG10E, Math.SQRT2, Math.SQRT1_2]
[Math.trunc(-1.5), Math.sign(-3), Math.cbrt(27), Math.log2(8), Math.hypot(3, 4), Math.clz32(1), Math.imul(3, 4), Math.fround(5.5)]
[Math.acos(2), Math.asin(0.5).toFixed(8), Math.atan(1).toFixed(8), Math.round('2.4'), Math.floor(null), Math.abs('x'), Math.round(1e300), Math.round(Infinity)]
[typeof Math.random(), Math.random() < 1, Math.random() >= 0]
[5..toString(), 5 .toFixed(1), 1.0.toString(), (5).valueOf(), true.toString(), (25).toString(36)]
[0.1 + 0.7, 1.1 * 3, 4.35 * 100, 1.15.toFixed(1), 1e16 + 1, 123456789 * 987654321, 0.1 * 0.2, 9.95.toFixed(1)]
[1e15, 1e15 + 0.5, 123456789012345.6, -1e15, 1e20, 12345678901234567890, 0.00001234, 1.0e-6, 9.9e-7]
[5 % 0, 0 % 5, -0 % 5, 5.5 % -2.2, Infinity % 2, 2 % Infinity, -1 % 1]
[1 << 31, 1 << 32, 5 >>> 1, -5 >>> 1, 2.9 | 0, -2.9 | 0, NaN | 0, 1e10 | 0, '0x10' | 0]
`},
	{"dates", `
var d = getDate(86400000); return [d.getUTCFullYear(), d.getUTCMonth(), d.getUTCDate(), d.getUTCDay(), d.getUTCHours(), d.getTime(), d.valueOf()]
[getDate(0).toISOString(), getDate(1e12).toISOString(), getDate(-1).toISOString(), JSON.stringify(getDate(0))]
[Date.UTC(2020, 0, 1), Date.UTC(2020, 12, 1), Date.UTC(2020, -1, 31), Date.UTC(99, 0), Date.UTC(2020, 1, 30, 25, 61, 61, 1001)]
[Date.parse('2020-01-02'), Date.parse('2020-01-02T03:04:05Z'), Date.parse('2020-01-02T03:04:05.678+08:00'), Date.parse('2020-01'), Date.parse('2020')]
[Date.parse('x'), Date.parse('2020-13-01'), Date.parse('2020-01-32'), Date.parse('')]
var d = getDate(0); d.setUTCFullYear(2021); d.setUTCMonth(13); d.setUTCDate(0); d.setUTCHours(25, 30); d.setUTCMinutes(61); d.setUTCSeconds(5, 7); d.setUTCMilliseconds(1001); return d.toISOString()
var d = getDate(NaN); return [d.getTime(), d.getUTCDate(), String(d), JSON.stringify(d)]
try { getDate(NaN).toISOString() } catch (e) { return e.name }
var d = getDate(NaN); d.setTime(5); return d.getTime()
var d = getDate(0); d.setTime(8.64e15 + 1); return d.getTime()
[getDate(8.64e15).getTime(), getDate(8.64e15 + 1).getTime(), getDate(1.9).getTime(), getDate('5').getTime() === getDate('5').getTime()]
[getDate(5) - getDate(3), getDate(5) > getDate(3), +getDate(7), getDate(getDate(9)).getTime()]
typeof (getDate(0) + 1)
[getDate(2020, 1, 29).getTime() - getDate(2020, 1, 28).getTime(), getDate(2020, 0, 1, 10, 20, 30, 40).getMinutes(), getDate(2020, 5, 15).getMonth(), getDate(2020, 5, 15).getDay()]
var d = getDate(2020, 0, 31); d.setMonth(1); return [d.getMonth(), d.getDate()]
var d = getDate(2020, 5, 15, 12, 30); d.setHours(0, 0, 0, 0); return [d.getHours(), d.getMinutes(), d.getSeconds(), d.getMilliseconds(), d.getDate(), d.getFullYear()]
Date.now() > 1e12
[getDate('2020/01/02').getFullYear(), getDate('2020/1/2 10:20:30').getHours(), getDate('2020-1-2').getDate(), getDate('Jan 5, 2021 10:00:00').getDate(), getDate('5 Feb 2021').getMonth()]
getDate(0).toUTCString()
[new Date(2020, 0).getTime() === getDate(2020, 0).getTime(), new Date(0).getTime()]
`},
}
