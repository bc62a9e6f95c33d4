package runtime_test

import "testing"

// What the elements of forms do beyond TestControls, TestForms and TestMotion: spec
// components, C.
func TestFormElements(t *testing.T) {
	const radios = `<radio-group id="g" bindchange="on"><radio id="a" value="a" checked="{{a}}"/><radio id="b" value="b" checked="{{b}}"/><radio id="c" value="c" checked="{{c}}"/></radio-group>`
	for _, c := range []builtinCase{
		{name: "input: a tap gives the focus, one elsewhere takes it before its handlers", wxml: `<input id="a" bindfocus="on" bindblur="on" bindtap="on"/><view id="out" bindtap="on"/><input id="b" disabled bindfocus="on"/>`, steps: `
			tap #a
			tap #a
			tap #out
			tap #b`, want: `
			tap #a {"x":0,"y":0}
			focus #a {"value":"","height":0}
			tap #a {"x":0,"y":0}
			blur #a {"value":""}
			tap #out {"x":0,"y":0}`},
		{name: "input: hold-keyboard keeps the focus", wxml: `<input id="a" hold-keyboard focus bindfocus="on" bindblur="on"/><view id="out" bindtap="on"/><textarea id="t" bindfocus="on"/>`, steps: `
			tap #out
			tap #t`, want: `
			focus #a {"value":"","height":0}
			tap #out {"x":0,"y":0}
			blur #a {"value":""}
			focus #t {"value":"","height":0}`},
		{name: "input: a page that is left closes the keyboard", wxml: `<input id="a" focus="{{f}}" bindfocus="on" bindblur="on"/>`, js: `onHide() { console.log('onHide') }`, steps: `
			set {"f":true}
			navigate /pages/b/b
			back
			hide
			show
			set {"f":false}
			set {"f":true}
			hide`, want: `
			focus #a {"value":"","height":0}
			blur #a {"value":""}
			onHide
			onHide
			focus #a {"value":"","height":0}
			blur #a {"value":""}
			onHide`},
		{name: "input: what the host says of a focus that the program took is no news", wxml: `<input id="a" focus bindfocus="on" bindblur="on"/><view id="out"/>`, steps: `
			send #a focus
			tap #out
			send #a blur {"value":""}
			send #a focus {"value":""}
			send #a blur {"value":""}`, want: `
			focus #a {"value":"","height":0}
			blur #a {"value":""}
			focus #a {"value":""}
			blur #a {"value":""}`},
		{name: "input: confirm closes the keyboard, with confirm-hold it does not", wxml: `<input id="a" focus bindconfirm="on" bindblur="on"/><input id="b" confirm-hold bindconfirm="on" bindfocus="on" bindblur="on"/>`, steps: `
			send #a confirm {"value":"x"}
			tap #b
			send #b confirm {"value":"y"}`, want: `
			confirm #a {"value":"x"}
			blur #a {"value":"x"}
			focus #b {"value":"","height":0}
			confirm #b {"value":"y"}`},
		{name: "input: wx.hideKeyboard", wxml: `<input id="a" focus bindblur="on"/><button id="b" catchtap="hide"/>`, js: `hide() { wx.hideKeyboard({ complete: (r) => console.log(r.errMsg) }) }`, steps: `
			call hide
			call hide`, want: `
			blur #a {"value":""}
			hideKeyboard:ok
			hideKeyboard:fail input not exists`},
		{name: "input: no more than maxlength, 140 unless said, -1 without end", data: "v: ''", wxml: `<input id="a" maxlength="3" model:value="{{v}}" bindinput="on"/><input id="b" bindinput="len"/><textarea id="c" maxlength="-1" bindinput="len"/><input id="d" maxlength="0" bindinput="len"/>`,
			js: `len(e) { console.log(e.currentTarget.id, e.detail.value.length, e.detail.cursor) }`, steps: `
			type #a ab😀😀
			value #a
			data v
			type #b 0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890
			type #c 0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890
			type #d x`, want: `
			input #a {"cursor":2,"keyCode":0,"value":"ab"}
			"ab"
			"ab"
			b 140 140
			c 151 151
			d 0 0`},
		{name: "input and textarea: events of the keyboard are the host's", wxml: `<input id="a" bindkeyboardheightchange="on" bindselectionchange="on" bindnicknamereview="on"/><textarea id="t" bindlinechange="on" bindconfirm="on"/>`, steps: `
			send #a keyboardheightchange {"height":300,"duration":20}
			send #a selectionchange {"selectionStart":1,"selectionEnd":2}
			send #a nicknamereview {"pass":true,"timeout":false}
			send #t linechange {"height":40,"heightRpx":80,"lineCount":2}
			send #t confirm {"value":"x"}
			value #t`, want: `
			keyboardheightchange #a {"duration":20,"height":300}
			selectionchange #a {"selectionEnd":2,"selectionStart":1}
			nicknamereview #a {"pass":true,"timeout":false}
			linechange #t {"height":40,"heightRpx":80,"lineCount":2}
			confirm #t {"value":"x"}
			"x"`},
		{name: "radio-group: of several that are checked the last one is", data: "a: true, b: true", wxml: `<form bindsubmit="sent">` + radios + `<button id="s" form-type="submit"/></form>`,
			js: `sent(e) { console.log(JSON.stringify(e.detail.value)) }`, steps: `
			value #a
			value #b
			set {"a":false}
			set {"a":true,"c":true}
			value #a
			value #b
			value #c
			tap #a`, want: `
			false
			true
			false
			false
			true
			change #g {"value":"a"}`},
		{name: "radio-group: model: of the one that another takes the place of", data: "a: true, b: false", wxml: `<radio-group><radio id="a" model:checked="{{a}}"/><radio id="b" model:checked="{{b}}"/></radio-group>`, steps: `
			tap #b
			data a
			data b
			tap #b
			data b`, want: "false\ntrue\ntrue"},
		{name: "radio-group: groups are apart, and a radio without one stands alone", wxml: `<radio id="x"/><radio id="y"/><radio-group><radio id="a"/></radio-group><radio-group><radio id="b"/></radio-group>`, steps: `
			tap #x
			tap #y
			tap #a
			tap #b
			value #x
			value #a`, want: "true\ntrue"},
		{name: "radio and checkbox: disabled ones change by data only", data: "on1: false", wxml: `<radio-group id="r" bindchange="on"><radio id="a" value="a" disabled checked="{{on1}}"/></radio-group><checkbox-group id="c" bindchange="on"><label id="l"><checkbox id="b" value="b" disabled checked="{{on1}}"/></label></checkbox-group>`, steps: `
			tap #a
			tap #b
			tap #l
			set {"on1":true}
			attr #a checked`, want: "true"},
		{name: "checkbox: values in the order of the tree, without one empty", wxml: `<checkbox-group id="g" bindchange="on"><checkbox id="a" value="a"/><checkbox id="n"/><checkbox id="b" value="{{2}}"/></checkbox-group>`, steps: `
			tap #b
			tap #n
			tap #a`, want: `
			change #g {"value":["2"]}
			change #g {"value":["","2"]}
			change #g {"value":["a","","2"]}`},
		{name: "label: for comes before what is inside", wxml: `<label id="l" for="s"><checkbox id="c"/><view id="in"/></label><switch id="s" bindchange="on"/><label id="n" for="none"><checkbox id="d"/></label><label id="o"><label id="i"><checkbox id="e"/></label><checkbox id="f"/></label>`, steps: `
			tap #in
			value #c
			tap #n
			value #d
			tap #i
			value #e
			value #f`, want: `
			change #s {"value":true}
			null
			null
			true
			null`},
		{name: "label: its control hears a tap, what is around the control does not", wxml: `<wxs module="m">module.exports = { no: function() { return false } }</wxs><view id="out" bindtap="on"><checkbox id="c" bindtap="on"/></view><label id="l" for="c" bindtap="on"/><label id="k" bindtap="on"><switch id="s" bindtap="on" bindchange="on"/></label><label id="n"><switch id="no" bindtap="{{m.no}}" bindchange="on"/></label>`, steps: `
			tap #l
			value #c
			tap #k
			tap #s
			tap #n`, want: `
			tap #l {"x":0,"y":0}
			tap #c {"x":0,"y":0}
			true
			tap #k {"x":0,"y":0}
			tap #s {"x":0,"y":0}
			change #s {"value":true}
			tap #s {"x":0,"y":0}
			tap #k {"x":0,"y":0}
			change #s {"value":false}`},
		{name: "label: radios, textareas and buttons; slider and picker are no targets", wxml: `<radio-group id="g" bindchange="on"><label id="r"><radio value="x"/></label></radio-group><label id="t"><textarea id="ta" bindfocus="on"/></label><label id="b" bindtap="on"><button id="bu" bindtap="on" disabled="{{d}}"/></label><label id="p"><picker bindchange="on"/><slider/></label>`, steps: `
			tap #r
			tap #t
			tap #b
			set {"d":true}
			tap #b
			tap #p
			ui`, want: `
			change #g {"value":"x"}
			focus #ta {"value":"","height":0}
			tap #b {"x":0,"y":0}
			tap #bu {"x":0,"y":0}
			tap #b {"x":0,"y":0}
			tap #b {"x":0,"y":0}`},
		{name: "slider: the value of a form is within its bounds", js: `sent(e) { console.log(JSON.stringify(e.detail.value)) }`, wxml: `<form bindsubmit="sent"><slider name="a" min="10" value="3"/><slider name="b" value="300"/><slider name="c" value="x"/><slider name="d" value="7" disabled/><button id="s" form-type="submit"/></form>`,
			steps: "tap #s", want: `{"a":10,"b":100,"c":0,"d":7}`},
		{name: "slider: disabled", wxml: `<slider id="s" disabled bindchange="on" bindchanging="on"/>`, steps: "send #s changing {\"value\":4}\nsend #s change {\"value\":4}\nvalue #s", want: "null"},
		{name: "picker: the value of a form is of the mode's type", js: `sent(e) { console.log(JSON.stringify(e.detail.value)) }`, wxml: `<form bindsubmit="sent">
			<picker name="a" range="{{[1,2]}}" value="1"/><picker name="b" value="-1"/><picker name="c" value="x"/><picker name="d" mode="multiSelector" range="{{[[1],[2],[3]]}}" value="{{['1',2]}}"/>
			<picker name="e" mode="date" fields="month"/><picker name="f" mode="date" value="2020-01-02" fields="year"/><picker name="g" mode="date" value="2020-01-02"/><picker name="h" mode="time" value="10:20"/><picker name="i" mode="region" value="{{['x','y','z']}}"/><picker name="j" mode="region" value="x"/>
			<button id="s" form-type="submit"/></form>`, steps: "tap #s", want: `{"a":1,"b":0,"c":0,"d":[1,2,0],"e":"2026-03","f":"2020","g":"2020-01-02","h":"10:20","i":["x","y","z"],"j":[]}`},
		{name: "picker: the host's answer", data: "v: 0", wxml: `<picker id="p" range="{{['a','b']}}" model:value="{{v}}" bindchange="on" bindcancel="on">x</picker><picker id="d" mode="date" fields="month" start="2020-01" end="2030-01" bindchange="on">y</picker>`, steps: `
			answer showPicker {"value":1}
			tap #p
			data v
			refuse showPicker cancel
			tap #p
			answer showPicker {"value":"2024-05-06"}
			tap #d
			value #d
			ui`, want: `
			change #p {"value":1}
			1
			cancel #p {}
			change #d {"value":"2024-05"}
			"2024-05"
			showPicker {"headerText":"","mode":"selector","range":["a","b"],"value":0}
			showPicker {"headerText":"","mode":"selector","range":["a","b"],"value":1}
			showPicker {"end":"2030-01","fields":"month","headerText":"","mode":"date","start":"2020-01","value":"2026-03"}`},
		{name: "picker-view: its events", wxml: `<picker-view id="p" value="{{[1]}}" bindpickstart="on" bindpickend="on" bindchange="on"><picker-view-column/></picker-view>`, steps: `
			send #p pickstart
			send #p change {"value":[2]}
			send #p pickend
			value #p`, want: `
			pickstart #p {}
			change #p {"value":[2]}
			pickend #p {}
			[2]`},
		{name: "picker-view: an index beyond the end of its column is the last", data: "n: 3", wxml: `<picker-view id="p" bindchange="on"><picker-view-column><view wx:for="{{n}}" wx:key="*this"><view/></view><block wx:if="{{n > 2}}"><view/></block></picker-view-column><rows><view/><view/></rows><picker-view-column/></picker-view>`,
			files: "-- app.wxss --\n-- pages/a/a.json --\n{\"usingComponents\":{\"rows\":\"/rows\"}}\n-- rows.json --\n{\"component\":true}\n-- rows.js --\nComponent({options:{virtualHost:true}})\n-- rows.wxml --\n<picker-view-column><slot/><view/></picker-view-column>\n", steps: `
			send #p change {"value":[3,2,9]}
			send #p change {"value":[4,3,9]}
			set {"n":1}
			send #p change {"value":[4,1]}
			value #p`, want: `
			change #p {"value":[3,2,9]}
			change #p {"value":[3,2,9]}
			change #p {"value":[0,1]}
			[0,1]`},
		{name: "form: a name that comes twice has the later value", js: `sent(e) { console.log(JSON.stringify(e.detail.value)) }`, wxml: `<form bindsubmit="sent"><input name="a" value="1"/><switch name="a" checked/><input name="b" value="2"/><input name="b" value="3"/><editor name="e"/><button id="s" form-type="submit"/></form>`,
			steps: "tap #s", want: `{"a":true,"b":"3"}`},
		{name: "form: report-submit; a button outside belongs to none", wxml: `<form report-submit report-submit-timeout="10" bindsubmit="id"><button id="s" form-type="submit"/></form><button id="o" form-type="submit"/><form bindsubmit="id"><button id="r" form-type="other"/></form>`,
			js: `id(e) { console.log(typeof e.detail.formId, e.type) }`, steps: "tap #s\ntap #o\ntap #r", want: "string submit"},
		{name: "form: reset of what data and its user changed", data: "v: 'one', n: 3, p: 1", wxml: `<form bindreset="on"><input id="i" name="a" value="{{v}}"/><textarea id="t" value="x"/><slider id="s" model:value="{{n}}"/><picker id="p" model:value="{{p}}"/><checkbox-group><checkbox id="c" checked/></checkbox-group><button id="r" form-type="reset"/></form>`, steps: `
			set {"v":"two"}
			type #i typed
			type #t y
			send #s change {"value":9}
			send #p change {"value":0}
			tap #c
			tap #r
			value #i
			value #t
			data n
			data p
			value #c`, want: `
			reset {}
			"one"
			"x"
			3
			1
			true`},
		{name: "button: open-type asks the host, its answer is the detail", wxml: `<button id="a" open-type="getPhoneNumber" bindgetphonenumber="on" bindtap="on"/><button id="b" open-type="getUserInfo" lang="zh_CN" bindgetuserinfo="on"/><button id="c" open-type="launchApp" app-parameter="p" bindlaunchapp="on" binderror="on"/>
			<button id="d" open-type="chooseAvatar" bindchooseavatar="on"/><button id="e" open-type="contact" session-from="s" bindcontact="on"/><button id="f" open-type="feedback"/><button id="g" open-type="agreePrivacyAuthorization" bindagreeprivacyauthorization="on"/><button id="h" open-type="getPhoneNumber" disabled/>`, steps: `
			answer getPhoneNumber {"code":"x"}
			tap #a
			refuse getUserInfo auth deny
			tap #b
			refuse launchApp invalid scene
			tap #c
			tap #d
			answer chooseAvatar {"avatarUrl":"u"}
			tap #d
			answer contact {"path":"p","query":{}}
			tap #e
			tap #f
			tap #g
			tap #h
			ui`, want: `
			tap #a {"x":0,"y":0}
			getphonenumber #a {"code":"x","errMsg":"getPhoneNumber:ok"}
			getuserinfo #b {"errMsg":"getUserInfo:fail auth deny"}
			error #c {"errMsg":"launchApp:fail invalid scene"}
			chooseavatar #d {"avatarUrl":"u","errMsg":"chooseAvatar:ok"}
			contact #e {"path":"p","query":{},"errMsg":"contact:ok"}
			agreeprivacyauthorization #g {"errMsg":"agreePrivacyAuthorization:ok"}
			getPhoneNumber {"phoneNumberNoQuotaToast":true}
			authorize {"api":"getUserInfo","desc":"","scope":"scope.userInfo"}
			launchApp {"appParameter":"p"}
			chooseAvatar {}
			chooseAvatar {}
			contact {"sessionFrom":"s","showMessageCard":false}
			feedback {}`},
		{name: "button: loading ones can be tapped", wxml: `<button id="a" loading bindtap="on"/>`, steps: "tap #a", want: "tap #a {\"x\":0,\"y\":0}"},
		{name: "hover: given after the start time, taken after the stay time", wxml: `<view id="out" hover-class="h1 h2"><view id="in" hover-class="x" hover-start-time="10" hover-stay-time="20"/></view>`, steps: `
			touch #in touchstart 1,1
			advance 10
			html #out
			advance 40
			html #out
			touch #in touchend 1,1
			advance 20
			html #out
			advance 379
			html #out
			advance 1
			html #out`, want: `
			<wx-view id="out" hover-class="h1 h2"><wx-view id="in" class="x" hover-class="x" hover-start-time="10" hover-stay-time="20"></wx-view></wx-view>
			<wx-view id="out" class="h1 h2" hover-class="h1 h2"><wx-view id="in" class="x" hover-class="x" hover-start-time="10" hover-stay-time="20"></wx-view></wx-view>
			<wx-view id="out" class="h1 h2" hover-class="h1 h2"><wx-view id="in" hover-class="x" hover-start-time="10" hover-stay-time="20"></wx-view></wx-view>
			<wx-view id="out" class="h1 h2" hover-class="h1 h2"><wx-view id="in" hover-class="x" hover-start-time="10" hover-stay-time="20"></wx-view></wx-view>
			<wx-view id="out" hover-class="h1 h2"><wx-view id="in" hover-class="x" hover-start-time="10" hover-stay-time="20"></wx-view></wx-view>`},
		{name: "hover: buttons and navigators have a class of their own, none and disabled have none; stop-propagation", wxml: `<view id="out" hover-class="o"><button id="b">x</button><button id="d" disabled/><button id="n" hover-class="none"/><navigator id="v" hover-stop-propagation url="x"/></view>`, steps: `
			touch #b touchstart 1,1
			advance 50
			html #out
			touch #b touchcancel 1,1
			html #out
			touch #v touchstart 1,1
			advance 50
			html #out
			touch #v touchcancel 1,1
			touch #d touchstart 1,1
			advance 50
			html #out`, want: `
			<wx-view id="out" class="o" hover-class="o"><wx-button id="b" class="button-hover">x</wx-button><wx-button id="d" disabled></wx-button><wx-button id="n" hover-class="none"></wx-button><wx-navigator id="v" hover-stop-propagation url="x"></wx-navigator></wx-view>
			<wx-view id="out" hover-class="o"><wx-button id="b">x</wx-button><wx-button id="d" disabled></wx-button><wx-button id="n" hover-class="none"></wx-button><wx-navigator id="v" hover-stop-propagation url="x"></wx-navigator></wx-view>
			<wx-view id="out" hover-class="o"><wx-button id="b">x</wx-button><wx-button id="d" disabled></wx-button><wx-button id="n" hover-class="none"></wx-button><wx-navigator id="v" class="navigator-hover" hover-stop-propagation url="x"></wx-navigator></wx-view>
			<wx-view id="out" class="o" hover-class="o"><wx-button id="b">x</wx-button><wx-button id="d" disabled></wx-button><wx-button id="n" hover-class="none"></wx-button><wx-navigator id="v" hover-stop-propagation url="x"></wx-navigator></wx-view>`},
		{name: "hover: a short tap leaves none; one soon after another keeps the class", wxml: `<button id="b"/>`, steps: `
			tap #b
			advance 1000
			html #b
			touch #b touchstart 1,1
			advance 20
			touch #b touchend 1,1
			advance 60
			touch #b touchstart 1,1
			advance 60
			html #b
			touch #b touchend 1,1
			advance 70
			html #b`, want: `
			<wx-button id="b"></wx-button>
			<wx-button id="b" class="button-hover"></wx-button>
			<wx-button id="b"></wx-button>`},
	} {
		t.Run(c.name, func(t *testing.T) { runBuiltin(t, &c) })
	}
}
