Page({
  data: { theme: 'light' },
  onLoad() {
    console.log('me load')
    this.setData({ theme: wx.getSystemInfoSync().theme })
    this.heard = ({ theme }) => this.setData({ theme })
    wx.onThemeChange(this.heard)
  },
  onShow() {
    this.getTabBar().setData({ selected: 1 })
  },
  onUnload() {
    console.log('me unload')
    wx.offThemeChange(this.heard)
  },
  stats() {
    wx.navigateTo({ url: '../../charts/all/all' })
  },
  again() {
    wx.reLaunch({ url: '/pages/list/list?again=1' })
  },
})
