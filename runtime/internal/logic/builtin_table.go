package logic

import (
	"strings"
	"sync"

	"github.com/mica-go/mica/internal/value"
	"github.com/mica-go/mica/wxml"
)

// attrType is the type of a built-in component's attribute.
type attrType uint8

const (
	anyAttr attrType = iota
	stringAttr
	numberAttr
	boolAttr
	objectAttr
	arrayAttr
	// lengthAttr is a number of pixels, or text such as "10px" and "20rpx".
	lengthAttr
)

// attrDef is an attribute of a built-in component. def is what counts where the
// attribute is not set, undefined for nothing.
type attrDef struct {
	name string // camel case
	typ  attrType
	def  value.Value
}

// builtinAttrs are the built-in components with their attributes (spec
// components): a tag, then name:type=default. The types are s string, n number,
// b boolean, o object, a array, l length, and nothing for any; a default of a
// string type is taken as it stands, another one is JSON. Boolean attributes
// without a default are false.
const builtinAttrs = `
view hover-class:s=none hover-stop-propagation:b hover-start-time:n=50 hover-stay-time:n=400
scroll-view scroll-x:b scroll-y:b upper-threshold:l=50 lower-threshold:l=50 scroll-top:l scroll-left:l scroll-into-view:s scroll-into-view-offset:n=0 scroll-with-animation:b scroll-anchoring:b enable-back-to-top:b enable-passive:b refresher-enabled:b refresher-threshold:n=45 refresher-default-style:s=black refresher-background:s=transparent refresher-triggered:b enhanced:b bounces:b=true show-scrollbar:b=true fast-deceleration:b paging-enabled:b enable-flex:b using-sticky:b type:s associative-container:s reverse:b clip:b=true cache-extent:n min-drag-distance:n=18 scroll-into-view-within-extent:b scroll-into-view-alignment:s=start padding:a=[0,0,0,0] refresher-two-level-enabled:b refresher-two-level-triggered:b refresher-two-level-threshold:n=150 refresher-two-level-close-threshold:n=80 refresher-two-level-scroll-enabled:b refresher-two-level-pinned:b refresher-ballistic-refresh-enabled:b
swiper indicator-dots:b indicator-color:s=rgba(0,0,0,.3) indicator-active-color:s=#000000 autoplay:b current:n=0 interval:n=5000 duration:n=500 circular:b vertical:b display-multiple-items:n=1 previous-margin:s=0px next-margin:s=0px snap-to-edge:b easing-function:s=default direction:s=all current-item-id:s layout-type:s=normal transformer-type:s=scaleAndFade indicator-type:s=normal indicator-margin:n=10 indicator-spacing:n=4 indicator-radius:n=4 indicator-width:n=8 indicator-height:n=8 indicator-alignment:s=auto indicator-offset:a=[0,0] scroll-with-animation:b=true cache-extent:n=0
swiper-item item-id:s skip-hidden-item-layout:b
movable-area scale-area:b
movable-view direction:s=none inertia:b out-of-bounds:b disabled:b scale:b x:l y:l damping:n=20 friction:n=2 scale-min:n=0.1 scale-max:n=10 scale-value:n=1 animation:b=true
cover-view scroll-top:l
cover-image src:s referrer-policy:s=no-referrer
match-media min-width:n max-width:n width:n min-height:n max-height:n height:n orientation:s
root-portal enable:b=true externalClass:s
page-container show:b duration:n=300 z-index:n=100 overlay:b=true position:s=bottom round:b close-on-slide-down:b overlay-style:s custom-style:s
share-element key:s transform:b duration:n=300 easing-function:s=ease-out transition-on-gesture:b shuttle-on-push:s=to shuttle-on-pop:s=to rect-tween-type:s=materialRectArc
text selectable:b user-select:b space:s decode:b overflow:s=visible max-lines:n select-on-gesture:b=true
rich-text nodes=[] space:s user-select:b mode:s=default
icon type:s size:l=23 color:s
progress percent:n show-info:b border-radius:l=0 font-size:l=16 stroke-width:l=6 color:s=#09BB07 activeColor:s=#09BB07 backgroundColor:s=#EBEBEB active:b active-mode:s=backwards duration:n=30
selection disable-context-menu:b
span
button size:s=default type:s=default plain:b disabled:b loading:b form-type:s open-type:s lang:s=en session-from:s send-message-title:s send-message-path:s send-message-img:s app-parameter:s show-message-card:b phone-number-no-quota-toast:b=true need-show-entrance:b=true entrance-path:s hover-class:s=button-hover hover-stop-propagation:b hover-start-time:n=20 hover-stay-time:n=70
checkbox value:s disabled:b checked:b color:s=#09BB07
checkbox-group name:s
radio value:s checked:b disabled:b color:s=#09BB07
radio-group name:s
switch name:s checked:b disabled:b type:s=switch color:s=#04BE02
slider name:s min:n=0 max:n=100 step:n=1 disabled:b value:n=0 color:s=#e9e9e9 backgroundColor:s=#e9e9e9 selected-color:s=#1aad19 activeColor:s=#1aad19 block-size:n=28 block-color:s=#ffffff show-value:b
input name:s value:s type:s=text password:b placeholder:s placeholder-style:s placeholder-class:s=input-placeholder disabled:b maxlength:n=140 cursor-spacing:n=0 auto-focus:b focus:b confirm-type:s=done confirm-hold:b always-embed:b hold-keyboard:b cursor:n cursor-color:s selection-start:n=-1 selection-end:n=-1 adjust-position:b=true safe-password-cert-path:s safe-password-length:n safe-password-time-stamp:n safe-password-nonce:s safe-password-salt:s safe-password-custom-hash:s
textarea name:s value:s placeholder:s placeholder-style:s placeholder-class:s=textarea-placeholder disabled:b maxlength:n=140 auto-focus:b focus:b auto-height:b fixed:b cursor-spacing:n=0 cursor:n=-1 cursor-color:s show-confirm-bar:b=true selection-start:n=-1 selection-end:n=-1 adjust-position:b=true hold-keyboard:b disable-default-padding:b confirm-type:s=return confirm-hold:b adjust-keyboard-to:s=cursor
form report-submit:b report-submit-timeout:n=0
label for:s
picker name:s header-text:s mode:s=selector disabled:b range:a=[] range-key:s value start:s end:s fields:s=day custom-item:s level:s=region
picker-view value:a=[] mask-class:s indicator-style:s indicator-class:s mask-style:s immediate-change:b
picker-view-column
editor read-only:b placeholder:s show-img-size:b show-img-toolbar:b show-img-resize:b enable-formats:a enterkeyhint:s=enter confirm-hold:b=true
editor-portal key:s
keyboard-accessory
navigator target:s=self url:s open-type:s=navigate delta:n=1 app-id:s path:s extra-data:o version:s=release short-link:s hover-class:s=navigator-hover hover-stop-propagation:b hover-start-time:n=50 hover-stay-time:n=600
functional-page-navigator version:s=release name:s args:o
image src:s mode:s=scaleToFill webp:b lazy-load:b show-menu-by-longpress:b fade-in:b preload:b forceHttps:b
audio src:s loop:b controls:b poster:s name:s=未知音频 author:s=未知作者
video src:s duration:n controls:b=true danmu-list:a danmu-btn:b enable-danmu:b autoplay:b loop:b muted:b initial-time:n=0 page-gesture:b vslide-gesture:b vslide-gesture-in-fullscreen:b=true show-progress:b=true show-fullscreen-btn:b=true show-play-btn:b=true show-center-play-btn:b=true enable-progress-gesture:b=true show-bottom-progress:b=true show-mute-btn:b enable-play-gesture:b show-casting-button:b show-screen-lock-button:b show-snapshot-button:b enable-auto-rotation:b picture-in-picture-show-progress:b direction:n preferred-peak-bit-rate:n object-fit:s=contain poster:s title:s poster-for-crawler:s ad-unit-id:s background-poster:s play-btn-position:s=bottom auto-pause-if-navigate:b=true auto-pause-if-open-native:b=true show-background-playback-button:b=true enable-system-pip:b=true picture-in-picture-mode picture-in-picture-init-position:s referrer-policy:s=no-referrer is-drm:b is-live:b provision-url:s certificate-url:s license-url:s
camera mode:s=normal resolution:s=medium device-position:s=back flash:s=auto frame-size:s=medium
live-player src:s mode:s=live autoplay:b muted:b orientation:s=vertical object-fit:s=contain background-mute:b min-cache:n=1 max-cache:n=3 sound-mode:s=speaker auto-pause-if-navigate:b=true auto-pause-if-open-native:b=true picture-in-picture-mode picture-in-picture-init-position:s enable-system-pip:b=true enable-auto-rotation:b referrer-policy:s=no-referrer enable-casting:b mute-on-audio-conflict:b
live-pusher url:s mode:s=RTC autopush:b enableVideoCustomRender:b muted:b enable-camera:b=true auto-focus:b=true orientation:s=vertical beauty:n=0 whiteness:n=0 aspect:s=9:16 min-bitrate:n=200 max-bitrate:n=1000 audio-quality:s=high waiting-image:s waiting-image-hash:s zoom:b device-position:s=front background-mute:b mirror:b remote-mirror:b local-mirror:s=auto audio-reverb-type:n=0 enable-mic:b=true enable-agc:b enable-ans:b audio-volume-type:s=auto video-width:n=360 video-height:n=640 beauty-style:s=smooth filter:s=standard picture-in-picture-mode voice-changer-type:n=0 custom-effect:b skin-whiteness:n=0 skin-smoothness:n=0 face-thinness:n=0 eye-bigness:n=0 fps:n=15 mute-on-audio-conflict:b
voip-room openid:s mode:s=camera device-position:s=front object-fit:s=fill
channel-live feed-id:s finder-user-name:s
channel-video feed-id:s finder-user-name:s feed-token:s autoplay:b loop:b muted:b object-fit:s=contain
map longitude:n latitude:n scale:n=16 min-scale:n=3 max-scale:n=20 markers:a covers:a polyline:a circles:a controls:a include-points:a polygons:a show-location:b subkey:s layer-style:n=1 rotate:n=0 skew:n=0 enable-3D:b show-compass:b show-scale:b enable-overlooking:b enable-auto-max-overlooking:b enable-rotate:b enable-satellite:b enable-traffic:b enable-zoom:b=true enable-scroll:b=true enable-poi:b=true enable-building:b setting:o
canvas type:s canvas-id:s disable-scroll:b
web-view src:s
ad unit-id:s ad-intervals:n ad-type:s=banner ad-theme:s=white
ad-custom unit-id:s ad-intervals:n
official-account
official-account-publish topic:s limit:n=4 background-color:s=#f7f7f7 color-unity:b placeholder:s show-related:b=true recommend-path:s recommend-title:s
open-data type:s open-gid:s lang:s=en default-text:s default-avatar:s
open-data-list type:s members:a
open-data-item type:s index:n
open-container closed-color:s=white closed-elevation:n=0 closed-border-radius:n=0 middle-color:s open-color:s=white open-elevation:n=0 open-border-radius:n=0 transition-duration:n=300 transition-type:s=fade
store-product appid:s product-id:s product-promotion-link:s media-id:s custom-style:o custom-content:b open-page:s product-detail:o logo-position:s=bottom-left
store-home appid:s
store-coupon appid:s coupon-id:s custom-style:o promoter-share-link:s
store-gift present-order-id:s open-id:s show-gift-card:b=true
page-meta background-text-style:s background-color:s background-color-top:s background-color-bottom:s root-background-color:s scroll-top:l scroll-duration:n=300 page-style:s page-font-size:s root-font-size:s page-orientation:s
navigation-bar title:s loading:b front-color:s background-color:s color-animation-duration:n=0 color-animation-timing-func:s=linear
grid-view type:s=aligned cross-axis-count:n=2 max-cross-axis-extent:n=0 main-axis-gap:n=0 cross-axis-gap:n=0 padding:a
grid-builder type:s=aligned cross-axis-count:n=2 max-cross-axis-extent:n=0 main-axis-gap:n=0 cross-axis-gap:n=0 padding:a list:a child-count:n
list-view padding:a=[0,0,0,0]
list-builder padding:a type:s=static list:a child-count:n child-height:n initial-child-count:n=0
sticky-section push-pinned-header:b=true padding:a
sticky-header offset-top:n=0 allow-overlapping:b padding:a
nested-scroll-header
nested-scroll-body offset-top:n=0
draggable-sheet initial-child-size:n=0.5 min-child-size:n=0.25 max-child-size:n=1 snap:b snap-sizes:a=[]
snapshot mode:s=view
tap-gesture-handler tag:s simultaneous-handlers:a native-view:s
double-tap-gesture-handler tag:s simultaneous-handlers:a native-view:s
long-press-gesture-handler tag:s simultaneous-handlers:a native-view:s
pan-gesture-handler tag:s simultaneous-handlers:a native-view:s
horizontal-drag-gesture-handler tag:s simultaneous-handlers:a native-view:s
vertical-drag-gesture-handler tag:s simultaneous-handlers:a native-view:s
scale-gesture-handler tag:s simultaneous-handlers:a native-view:s
force-press-gesture-handler tag:s simultaneous-handlers:a native-view:s
`

var attrTypes = map[string]attrType{"": anyAttr, "s": stringAttr, "n": numberAttr, "b": boolAttr, "o": objectAttr, "a": arrayAttr, "l": lengthAttr}

// builtinTable is the table by tag and name of the attribute in camel case. It
// is part of the program: an error in it is found by its test.
var builtinTable = sync.OnceValue(func() map[string]map[string]attrDef {
	out := make(map[string]map[string]attrDef)
	eachLine(builtinAttrs, func(line string) {
		words := strings.Fields(line)
		attrs := make(map[string]attrDef, len(words)-1)
		for _, w := range words[1:] {
			d := parseAttr(w)
			attrs[d.name] = d
		}
		out[words[0]] = attrs
	})
	return out
})

func parseAttr(w string) attrDef {
	w, def, hasDefault := strings.Cut(w, "=")
	name, typ, _ := strings.Cut(w, ":")
	d := attrDef{name: wxml.Camel(name), typ: attrTypes[typ]}
	switch {
	case !hasDefault && d.typ == boolAttr:
		d.def = value.Bool(false)
	case !hasDefault:
	case d.typ == stringAttr:
		d.def = value.String(def)
	default:
		d.def, _ = value.ParseJSON([]byte(def))
	}
	return d
}

// convert gives the value that the component makes of what the template says
// (spec components §0): booleans are truthy values, numbers may be text, lengths
// are numbers of pixels, of which an rpx has rpx, and what can not be converted
// counts as not set.
func (d attrDef) convert(v value.Value, rpx float64) value.Value {
	if v.IsNullish() {
		return d.def
	}
	switch d.typ {
	case stringAttr:
		return value.String(value.Text(v))
	case boolAttr:
		return value.Bool(value.ToBool(v))
	case numberAttr, lengthAttr:
		unit := 1.0
		s, isText := v.AsString()
		if s = value.TrimSpace(s); isText && d.typ == lengthAttr {
			if t, ok := strings.CutSuffix(s, "rpx"); ok {
				s, unit = t, rpx
			} else {
				s = strings.TrimSuffix(s, "px")
			}
			v = value.String(s)
		}
		f := value.ToNumber(v) * unit
		if f-f != 0 || isText && s == "" {
			return d.def
		}
		return value.Number(f)
	case arrayAttr:
		if v.AsArray() == nil {
			return d.def
		}
	case objectAttr:
		if v.AsObject() == nil {
			return d.def
		}
	}
	return v
}

// attribute gives an attribute of a built-in component as the component sees
// it: the live value of a control, else what the template says, converted, else
// the default.
func (n nodeRef) attribute(name string) value.Value {
	v := n.written(name)
	if f := n.liveField(name); f != nil && f.isLive {
		v = f.live
	}
	d, ok := builtinTable()[n.tag()][name]
	if !ok {
		return v
	}
	if d.typ != lengthAttr {
		return d.convert(v, 0)
	}
	return d.convert(v, n.inst.page().app.rpx())
}

// rpx is how many pixels an rpx has: 750 are the width of the window.
func (a *App) rpx() float64 {
	width, _ := a.windowSize()
	return width / 750
}

// written gives an attribute as the template has it, undefined for one that is
// not there.
func (n nodeRef) written(name string) value.Value {
	attrs := n.inst.block.Nodes[n.node].Attrs
	for k := range attrs {
		if attrs[k].Kind == wxml.AttrProp && attrs[k].Name == name {
			return n.value(&attrs[k])
		}
	}
	return value.Value{}
}

func (n nodeRef) flag(name string) bool      { return value.ToBool(n.attribute(name)) }
func (n nodeRef) number(name string) float64 { return value.ToNumber(n.attribute(name)) }
func (n nodeRef) text(name string) string    { return value.Text(n.attribute(name)) }

// tag is the tag of an element, "" for any other node.
func (n nodeRef) tag() string {
	if b := &n.inst.block.Nodes[n.node]; b.Kind == wxml.ElementNode {
		return b.Tag
	}
	return ""
}
