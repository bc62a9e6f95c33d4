import { find } from '@/store'

Page({
  data: { trip: null, from: '' },
  onLoad({ id }) {
    console.log('trip load', id)
    this.channel = this.getOpenerEventChannel()
    this.channel.on('from', (from) => this.setData({ from }))
    const trip = find(id)
    if (!trip) {
      wx.redirectTo({ url: '/detail/none/none', fail: ({ errMsg }) => this.setData({ from: errMsg }) })
      return
    }
    wx.setNavigationBarTitle({ title: trip.title })
    this.setData({ trip })
  },
  onUnload() {
    console.log('trip unload')
  },
  edit() {
    this.channel.emit('saved', this.data.trip.title)
    wx.redirectTo({ url: `../edit/edit?id=${this.data.trip.id}` })
  },
  back() {
    wx.navigateBack()
  },
  onShareAppMessage() {
    return { title: this.data.trip.title, path: `/detail/trip/trip?id=${this.data.trip.id}` }
  },
})
