Page({
  data: { app: '' },
  onLoad({ code }) {
    console.log('landing load', code, typeof getApp())
    this.setData({ app: getApp() ? 'with the app' : 'on its own' })
  },
  onUnload() {
    console.log('landing unload')
  },
  enter() {
    wx.switchTab({ url: '/pages/list/list' })
  },
})
