package runtime_test

import "testing"

const formComponents = `
-- pages/a/a.json --
{"usingComponents":{"my-field":"/c/field","my-group":"/c/group","my-button":"/c/button","my-plain":"/c/plain"}}
-- c/field.js --
Component({ behaviors: ['wx://form-field'], data: { value: 'own' }, methods: { set(e) { this.setData({ value: e }) } } })
-- c/field.json --
{"component":true}
-- c/field.wxml --
<input name="inner" value="x"/>
-- c/group.js --
Component({ behaviors: ['wx://form-field-group'] })
-- c/group.json --
{"component":true}
-- c/group.wxml --
<input name="grouped" value="g"/>
-- c/button.js --
Component({ behaviors: ['wx://form-field-button'] })
-- c/button.json --
{"component":true}
-- c/button.wxml --
<button class="inside" form-type="submit">go</button>
-- c/plain.js --
Component({})
-- c/plain.json --
{"component":true}
-- c/plain.wxml --
<button class="lost" form-type="submit">go</button><input name="lost"/><slot/>
`

// Forms: spec events §9.
func TestForms(t *testing.T) {
	const values = `sent(e) { console.log(JSON.stringify(e.detail.value)) }`
	for _, c := range []builtinCase{
		{name: "all controls", js: values, wxml: `<form bindsubmit="sent">
			<input name="a" value="1"/><input value="no name"/><textarea name="b"/><switch name="c" checked/><slider name="d" min="2"/>
			<checkbox-group name="e"><checkbox value="x" checked/><checkbox value="y" checked/></checkbox-group><checkbox-group name="e2"/>
			<radio-group name="f"><radio value="p"/><radio value="q" checked/></radio-group><radio-group name="g"><radio value="p"/></radio-group>
			<picker name="h" mode="date"/><picker name="i" range="{{['u','v']}}" value="1"/><picker name="j" mode="multiSelector" range="{{[[1],[2]]}}"/>
			<picker name="k" mode="time"/><picker name="l" mode="region"/><picker name="m"/>
			<view><button id="s" form-type="submit">s</button></view></form>`, steps: "tap #s",
			want: `{"a":"1","b":"","c":true,"d":2,"e":["x","y"],"e2":[],"f":"q","g":"","h":"2026-03-04","i":1,"j":[0,0],"k":"","l":[],"m":0}`},
		{name: "after the button's own handlers, with its data", wxml: `<form bindsubmit="on"><input id="i" name="a"/><button id="s" form-type="submit" data-k="1" bindtap="on" disabled="{{d}}">s</button></form>`, steps: `
			type #i x
			tap #s
			set {"d":true}
			tap #s`, want: `
			tap #s {"x":0,"y":0}
			submit {"value":{"a":"x"},"formId":"","target":{"id":"s","dataset":{"k":"1"},"offsetLeft":0,"offsetTop":0}}`},
		{name: "reset", data: "v: 'one'", js: values, wxml: `<form bindsubmit="sent" bindreset="on"><input id="i" name="a" value="{{v}}"/><input id="m" name="b" model:value="{{v}}"/><switch id="w" name="c"/>
			<radio-group name="d"><radio id="r1" value="1" checked/><radio id="r2" value="2"/></radio-group><slider id="sl" name="e" value="5"/>
			<button id="s" form-type="submit"/><button id="r" form-type="reset"/></form>`, steps: `
			type #i x
			type #m y
			tap #w
			tap #r2
			send #sl change {"value":9}
			tap #s
			tap #r
			tap #s
			data v`, want: `
			{"a":"y","b":"y","c":true,"d":"2","e":9}
			reset {}
			{"a":"one","b":"one","c":false,"d":"1","e":5}
			"one"`},
		{name: "components", js: values, files: formComponents, wxml: `<form bindsubmit="sent"><my-field name="f" value="v"/><my-field value="no name"/><my-group/><my-plain><input name="slotted" value="s"/></my-plain><my-button/></form>`, steps: `
			tap .lost
			tap .inside`, want: `{"f":"v","grouped":"g","slotted":"s"}`},
		{name: "the form around the form", js: values, wxml: `<form id="out" bindsubmit="on"><form bindsubmit="sent"><input name="a"/><button id="s" form-type="submit"/></form></form>`, steps: "tap #s", want: `{"a":""}`},
		{name: "by a label", js: values, wxml: `<form bindsubmit="sent"><label id="l"><button form-type="submit">s</button></label></form>`, steps: "tap #l", want: `{}`},
		{name: "submitToGroup", wxml: `<form bindsubmit="on" bindsubmitToGroup="sent"><button id="s" form-type="submitToGroup"/></form>`, js: `sent(e) { console.log(e.type) }`, steps: "tap #s", want: "submitToGroup"},
	} {
		t.Run(c.name, func(t *testing.T) { runBuiltin(t, &c) })
	}
}
