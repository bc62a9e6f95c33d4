const api = require('../../utils/api');
const badge = require('../../utils/badge');
const cart = require('../../utils/cart');
const money = require('../../utils/money');
const orders = require('../../utils/orders');

Page({
  data: {
    lines: [],
    // Of the checked lines: cents to pay, cents saved, pieces.
    total: 0,
    saved: 0,
    pieces: 0,
    allChecked: false,
    submitting: false
  },

  onShow() {
    this.show({ lines: cart.load() });
    badge.refresh();
  },

  // A change of the lines by the user: shows and stores it.
  change(patch) {
    this.show(patch);
    cart.save(this.data.lines);
    badge.refresh();
  },

  // Sets lines, or a part of them, and the sums that follow.
  show(patch) {
    this.setData(patch);
    const { lines } = this.data;
    const checked = lines.filter((line) => line.checked);
    const totals = money.totals(checked);
    this.setData({
      total: totals.cents,
      saved: totals.saved,
      pieces: totals.count,
      allChecked: lines.length > 0 && checked.length === lines.length
    });
  },

  onCount(event) {
    const { index } = event.currentTarget.dataset;
    this.change({ ['lines[' + index + '].count']: event.detail.value });
  },

  onCheck(event) {
    const { index } = event.currentTarget.dataset;
    this.change({ ['lines[' + index + '].checked']: !this.data.lines[index].checked });
  },

  onCheckAll() {
    const checked = !this.data.allChecked;
    this.change({ lines: this.data.lines.map((line) => Object.assign({}, line, { checked })) });
  },

  async onRemove(event) {
    const { id, title } = this.data.lines[event.currentTarget.dataset.index];
    const { confirm } = await wx.showModal({
      title: 'Remove',
      content: `Remove "${title}" from the cart?`,
      confirmText: 'Yes',
      cancelText: 'No'
    });
    if (confirm) {
      this.change({ lines: this.data.lines.filter((line) => line.id !== id) });
    }
  },

  async onCheckout() {
    if (this.data.submitting) {
      return;
    }
    const bought = this.data.lines.filter((line) => line.checked);
    this.setData({ submitting: true });
    try {
      const answer = await api.postOrder({
        lines: bought.map((line) => ({ id: line.id, count: line.count })),
        cents: this.data.total
      });
      orders.create(bought, answer);
      this.change({ lines: this.data.lines.filter((line) => !line.checked) });
      await wx.navigateTo({ url: '/pages/orders/orders?status=' + answer.status });
    } catch (err) {
      console.error('checkout', err.message || err.errMsg);
      wx.showToast({ title: 'Checkout failed', icon: 'error' });
    } finally {
      this.setData({ submitting: false });
    }
  },

  onTapLine(event) {
    wx.navigateTo({ url: '/pages/product/product?id=' + event.currentTarget.dataset.id });
  },

  // Keeps a tap on the stepper from opening the product.
  onStop() {},

  onToHome() {
    wx.switchTab({ url: '/pages/home/home' });
  }
});
