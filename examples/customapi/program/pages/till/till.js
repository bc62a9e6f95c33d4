Page({
  data: { message: '', left: '' },
  async buy(e) {
    try {
      const { receipt } = await wx.pay({ amount: e.currentTarget.dataset.amount })
      this.setData({ message: `paid ${receipt}` })
    } catch (err) {
      this.setData({ message: err.errMsg })
    }
    try {
      this.setData({ left: `${wx.paySync()} left` })
    } catch (err) {
      this.setData({ left: err.errMsg })
    }
  },
})
