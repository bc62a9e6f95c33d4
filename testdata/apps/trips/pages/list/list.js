import { all } from '@/store'

Page({
  data: { trips: [], total: 0 },
  onLoad() {
    console.log('list load')
  },
  onShow() {
    const trips = all()
    this.setData({ trips, total: trips.reduce((days, trip) => days + trip.days, 0) })
    this.getTabBar().setData({ selected: 0 })
  },
  onPullDownRefresh() {
    this.onShow()
    wx.stopPullDownRefresh()
  },
  open(event) {
    wx.navigateTo({
      url: `/detail/trip/trip?id=${event.mark.id}`,
      events: { saved: (title) => console.log('list heard', title) },
      success: ({ eventChannel }) => eventChannel.emit('from', this.route),
    })
  },
})
