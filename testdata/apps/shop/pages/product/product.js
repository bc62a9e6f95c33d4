const api = require('../../utils/api');
const cart = require('../../utils/cart');

Page({
  data: {
    state: 'loading',
    product: null,
    count: 1,
    inCart: 0,
    detailsOpen: true
  },

  onLoad(query) {
    this.productId = query.id;
    this.load();
  },

  async load() {
    this.setData({ state: 'loading' });
    try {
      const product = await api.getProduct(this.productId);
      this.setData({ state: 'ready', product, inCart: cart.count(product.id) });
      wx.setNavigationBarTitle({ title: product.title });
    } catch (err) {
      this.setData({ state: err.status === 404 ? 'missing' : 'error' });
    }
  },

  onRetry() {
    this.load();
  },

  onToggleDetails() {
    this.setData({ detailsOpen: !this.data.detailsOpen });
  },

  onCount(event) {
    this.setData({ count: event.detail.value });
  },

  onAdd() {
    const { product, count } = this.data;
    const inCart = cart.add(product, count);
    this.setData({ inCart });
    wx.showToast({ title: 'Added to cart', icon: 'success' });
    wx.nextTick(() => this.selectComponent('#stepper').reset());
  },

  onToCart() {
    wx.switchTab({ url: '/pages/cart/cart' });
  },

  onShareAppMessage() {
    return {
      title: this.data.product ? this.data.product.title : 'Corner Shop',
      path: '/pages/product/product?id=' + this.productId
    };
  }
});
