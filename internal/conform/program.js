// Tells the runner what the program shows to its user, with the parameters that
// the program gave, before the engine adds defaults.
(function () {
  'use strict'
  var note = console.debug
  'showToast showModal showLoading showActionSheet'.split(' ').forEach(function (name) {
    var call = wx[name]
    wx[name] = function (arg) {
      var plain = {}
      Object.keys(arg || {}).forEach(function (key) {
        if (typeof arg[key] !== 'function' && arg[key] !== undefined) plain[key] = arg[key]
      })
      note('conform:shown', name, plain)
      return call.apply(this, arguments)
    }
  })
})()
