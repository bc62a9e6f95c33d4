import { getProducts } from '../../utils/api';
import debounce from '../../utils/debounce';
import * as history from '../../utils/history';

const app = getApp();

const fields = ({ title, description, tags }) => [title, description, ...tags].join(' ').toLowerCase();

Page({
  data: {
    text: '',
    focus: false,
    searching: false,
    failed: false,
    // The text that results belong to; '' before the first search.
    searched: '',
    results: [],
    history: []
  },

  onLoad() {
    this.searchLater = debounce(() => this.search(), 300);
  },

  // The profile page may have cleared the storage meanwhile.
  async onShow() {
    this.setData({ history: await history.load() });
  },

  onUnload() {
    this.searchLater.cancel();
  },

  onInput(event) {
    this.setData({ text: event.detail.value });
    this.searchLater();
  },

  async onConfirm() {
    this.searchLater.cancel();
    await Promise.all([this.search(), this.remember()]);
  },

  async search() {
    const text = this.data.text.trim();
    if (!text) {
      this.setData({ searched: '', results: [], failed: false });
      return;
    }
    this.setData({ searching: true, failed: false });
    try {
      const products = await getProducts();
      if (text !== this.data.text.trim()) {
        return; // the user typed on: a later search will answer
      }
      const words = text.toLowerCase().split(/\s+/);
      const results = products.filter((product) => words.every((word) => fields(product).includes(word)));
      this.setData({ searched: text, results });
    } catch (err) {
      this.setData({ failed: true });
    } finally {
      this.setData({ searching: false });
    }
  },

  async remember() {
    const text = this.data.text.trim();
    if (text) {
      this.setData({ history: await history.add(text) });
    }
  },

  async onTapHistory(event) {
    this.setData({ text: event.currentTarget.dataset.text });
    await this.onConfirm();
  },

  async onClearHistory() {
    this.setData({ history: await history.clear() });
  },

  onClearText() {
    this.searchLater.cancel();
    this.setData({ text: '', searched: '', results: [], failed: false, focus: false });
    wx.nextTick(() => this.setData({ focus: true }));
  },

  onTapResult(event) {
    const { id } = event.currentTarget.dataset;
    this.remember();
    app.markViewed(id, 'search');
    wx.navigateTo({ url: '/pages/product/product?id=' + id });
  }
});
