Page({
  data: {
    count: 0
  },

  onAdd() {
    this.setData({ count: this.data.count + 1 });
  },

  onSub() {
    this.setData({ count: this.data.count - 1 });
  }
});
