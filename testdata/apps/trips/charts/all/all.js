import { all } from '@/store'

Page({
  data: { trips: [] },
  onLoad() {
    console.log('all load')
    this.setData({ trips: all() })
  },
})
