import { find, save } from '@/store'

Page({
  data: { trip: {} },
  onLoad({ id }) {
    console.log('edit load', id)
    this.setData({ trip: find(id) })
  },
  onUnload() {
    console.log('edit unload')
  },
  submit({ detail }) {
    save({ ...this.data.trip, title: detail.value.title })
    wx.navigateBack({ delta: 1 })
  },
  deeper() {
    wx.navigateTo({ url: `/detail/edit/edit?id=${this.data.trip.id}`, fail: ({ errMsg }) => console.log(errMsg) })
  },
})
