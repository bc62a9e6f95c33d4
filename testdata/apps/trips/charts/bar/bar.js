console.log('the chart is loaded')

Component({
  properties: { trips: Array },
  data: { bars: [] },
  observers: {
    trips(trips) {
      this.setData({ bars: trips.map(({ id, days }) => ({ id, width: days * 10 })) })
    },
  },
})
