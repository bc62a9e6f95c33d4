// A page that logs its lifetimes.
module.exports = (name, page) => Object.assign({
  onLoad(query) { console.log(name, 'load', query) },
  onShow() { console.log(name, 'show') },
  onReady() { console.log(name, 'ready') },
  onHide() { console.log(name, 'hide') },
  onUnload() { console.log(name, 'unload') },
  onTabItemTap(item) { console.log(name, 'tab item', item) },
}, page)
