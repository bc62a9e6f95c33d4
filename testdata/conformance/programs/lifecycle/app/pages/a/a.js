const log = require('../../log')

Page(log('a', {
  data: { answer: 'none', top: 0, late: false },
  onPageScroll({ scrollTop }) { this.setData({ top: scrollTop }) },
  onReachBottom() { console.log('a reach bottom') },
  onPullDownRefresh() { console.log('a pull down'); wx.stopPullDownRefresh() },
  sheet() {
    wx.showActionSheet({
      itemList: ['red', 'green'],
      success: (res) => this.setData({ answer: 'item ' + res.tapIndex }),
      fail: (err) => this.setData({ answer: err.errMsg }),
    })
  },
  async modal() {
    const res = await wx.showModal({ title: 'Sure?', content: 'Really' })
    this.setData({ answer: res.confirm ? 'confirmed' : 'cancelled' })
  },
  scrolled(e) { console.log('scroll-view', e.detail.scrollTop) },
  later() {
    wx.showLoading({ title: 'Wait' })
    setTimeout(() => { wx.hideLoading(); this.setData({ late: true }) }, 1000)
  },
  boom() { throw new Error('thrown') },
  retitle() { wx.setNavigationBarTitle({ title: 'New title' }) },
}))
