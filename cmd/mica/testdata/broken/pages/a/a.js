const { onMore } = require('../../utils/handlers')

Page({
  data: { items: [], open: false },
  onMore,
  onTap() {
    this.setData({ open: !this.data.open })
  },
})
