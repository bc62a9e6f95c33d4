// What the host answers in library cases: a phone that does what it is told, has
// nothing to choose from and writes down what it was asked. Members that are not
// here are undefined.
(function () {
  'use strict'
  var engine = wx
  var later = setTimeout
  var nothing = function () {}

  // plain is an argument without its functions.
  function plain(arg) {
    var out = {}
    Object.keys(arg || {}).forEach(function (key) {
      if (typeof arg[key] !== 'function') out[key] = arg[key]
    })
    return out
  }

  function merge(to, from) {
    Object.keys(from || {}).forEach(function (key) { to[key] = from[key] })
    return to
  }

  // answer calls the callbacks on a timer, or gives a promise where there is none.
  function answer(name, arg, ok, result) {
    var res = merge({ errMsg: name + (ok ? ':ok' : ':fail') }, result)
    var told = arg && (ok ? arg.success : arg.fail)
    var complete = arg && arg.complete
    if (typeof told !== 'function' && typeof complete !== 'function') {
      return ok ? Promise.resolve(res) : Promise.reject(res)
    }
    later(function () {
      if (typeof told === 'function') told(res)
      if (typeof complete === 'function') complete(res)
    }, 0)
  }

  function logged(name, ok, result) {
    return function (arg) {
      console.log('wx: ' + name, plain(arg))
      return answer(name, arg, ok, result)
    }
  }

  var system = {
    pixelRatio: 2, screenWidth: 375, screenHeight: 667, windowWidth: 375, windowHeight: 667, statusBarHeight: 20, screenTop: 0,
    safeArea: { left: 0, top: 20, right: 375, bottom: 667, width: 375, height: 647 },
    brand: 'devtools', model: 'iPhone 8', system: 'iOS 10.0.1', platform: 'devtools', benchmarkLevel: 1, abi: 'x86', memorySize: 2048,
    SDKVersion: '3.0.0', version: '8.0.5', language: 'zh_CN', theme: 'light', enableDebug: false, fontSizeSetting: 16, host: { env: 'WeChat' },
  }

  function copy(value) { return JSON.parse(JSON.stringify(value)) }
  function gives(value) { return function () { return copy(value) } }

  // createAnimation collects what is called and closes an action at each step.
  function createAnimation(options) {
    var actions = []
    var animates = []
    var defaults = merge({ transformOrigin: '50% 50% 0', duration: 400, timingFunction: 'linear', delay: 0 }, options)
    var animation = {
      step: function (own) {
        var o = merge(merge({}, defaults), own)
        actions.push({
          animates: animates,
          option: { transformOrigin: o.transformOrigin, transition: { delay: o.delay, duration: o.duration, timingFunction: o.timingFunction } },
        })
        animates = []
        return animation
      },
      export: function () {
        var out = { actions: actions }
        actions = []
        return out
      },
    }
    'matrix matrix3d rotate rotate3d rotateX rotateY rotateZ scale scale3d scaleX scaleY scaleZ skew skewX skewY translate translate3d translateX translateY translateZ'
      .split(' ').forEach(function (type) {
        animation[type] = function () {
          animates.push({ type: type, args: Array.prototype.slice.call(arguments) })
          return animation
        }
      })
    'opacity backgroundColor width height left right top bottom'.split(' ').forEach(function (name) {
      var length = name !== 'opacity' && name !== 'backgroundColor'
      animation[name] = function (value) {
        var text = length && typeof value === 'number' ? value + 'px' : value
        animates.push({ type: 'style', args: [name === 'backgroundColor' ? 'background-color' : name, text] })
        return animation
      }
    })
    return animation
  }

  // anything is an object all of whose methods do nothing.
  function anything() { return new Proxy({}, { get: function () { return nothing } }) }

  // observer never reports: nothing of the cases has a place on the screen.
  function observer() {
    var o = { observe: nothing, disconnect: nothing }
    o.relativeTo = o.relativeToViewport = function () { return o }
    return o
  }
  var define = Component
  globalThis.Component = function (definition) {
    definition.methods = merge({ createIntersectionObserver: observer }, definition.methods)
    return define(definition)
  }

  var stub = {
    createIntersectionObserver: observer,
    nextTick: function (fn) { later(fn, 0) },
    canIUse: function (schema) { return typeof stub[String(schema).split('.')[0]] === 'function' },
    createAnimation: createAnimation,
    createVideoContext: anything,
    createCanvasContext: anything,
    createInnerAudioContext: anything,
    getSystemInfo: function (arg) { return answer('getSystemInfo', arg, true, copy(system)) },
    getMenuButtonBoundingClientRect: gives({ left: 281, top: 24, right: 368, bottom: 56, width: 87, height: 32 }),
    getLaunchOptionsSync: gives({ path: 'index', query: {}, scene: 1001 }),
    getAccountInfoSync: gives({ miniProgram: { appId: 'touristappid', envVersion: 'develop', version: '' } }),
    getAppAuthorizeSetting: gives({}),
    getSystemSetting: gives({}),
  }
  'getSystemInfoSync getWindowInfo getDeviceInfo getAppBaseInfo'.split(' ').forEach(function (name) { stub[name] = gives(system) })
  'setStorageSync getStorageSync removeStorageSync clearStorageSync getStorageInfoSync createSelectorQuery'
    .split(' ').forEach(function (name) { stub[name] = engine[name] })
  'ThemeChange KeyboardHeightChange WindowResize NetworkStatusChange MenuButtonBoundingClientRectWeightChange'
    .split(' ').forEach(function (name) { stub['on' + name] = stub['off' + name] = nothing })
  ;('showToast hideToast showLoading hideLoading navigateTo redirectTo switchTab reLaunch navigateBack pageScrollTo previewImage ' +
    'previewMedia setClipboardData vibrateShort hideKeyboard setNavigationBarTitle setNavigationBarColor saveImageToPhotosAlbum ' +
    'openDocument openSetting makePhoneCall')
    .split(' ').forEach(function (name) { stub[name] = logged(name, true) })
  stub.showModal = logged('showModal', true, { confirm: true, cancel: false })
  ;('chooseImage chooseMedia chooseVideo chooseMessageFile getUserProfile getUserInfo authorize getSetting getImageInfo ' +
    'canvasToTempFilePath canvasGetImageData request uploadFile downloadFile')
    .split(' ').forEach(function (name) { stub[name] = logged(name, false) })
  globalThis.wx = stub

  var app = { globalData: {} }
  globalThis.getApp = function () { return app }

  var pages = getCurrentPages
  globalThis.getCurrentPages = function () {
    return pages().map(function (page) {
      if (!page.route) page.route = 'index'
      if (!page.options) page.options = {}
      return page
    })
  }
})()
