Component({
  data: {
    selected: 0,
    list: [
      { url: '/pages/list/list', text: 'Trips' },
      { url: '/pages/me/me', text: 'Me' },
    ],
  },
  methods: {
    go(event) {
      wx.switchTab({ url: this.data.list[event.currentTarget.dataset.index].url })
    },
  },
})
