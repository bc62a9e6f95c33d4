const store = require('../../utils/store');

Page({
  data: {
    text: '',
    items: [],
    filter: 'all',
    filters: [
      { id: 'all', label: 'All' },
      { id: 'active', label: 'Active' },
      { id: 'done', label: 'Done' }
    ]
  },

  onLoad() {
    this.setData({ items: store.load() });
  },

  onInput(event) {
    this.setData({ text: event.detail.value });
  },

  onAdd() {
    const text = this.data.text.trim();
    if (!text) {
      return;
    }
    const items = this.data.items.concat({ id: store.nextId(this.data.items), text, done: false });
    this.setData({ items, text: '' });
    store.save(items);
  },

  onToggle(event) {
    const { id } = event.currentTarget.dataset;
    const index = this.data.items.findIndex((item) => item.id === id);
    if (index < 0) {
      return;
    }
    const done = !this.data.items[index].done;
    this.setData({ ['items[' + index + '].done']: done });
    store.save(this.data.items);
    if (done) {
      wx.showToast({ title: 'Done', icon: 'success' });
    }
  },

  onDelete(event) {
    const { id } = event.currentTarget.dataset;
    const items = this.data.items.filter((item) => item.id !== id);
    this.setData({ items });
    store.save(items);
  },

  onFilter(event) {
    this.setData({ filter: event.currentTarget.dataset.filter });
  },

  onClear() {
    const items = this.data.items.filter((item) => !item.done);
    this.setData({ items });
    store.save(items);
  }
});
