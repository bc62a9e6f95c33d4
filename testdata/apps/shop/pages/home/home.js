import { getCategories, getProducts } from '../../utils/api';
import { refresh as refreshBadge } from '../../utils/badge';
import banners from './banners';

const app = getApp();

Page({
  data: {
    shopName: app.globalData.shopName,
    banners,
    banner: 0,
    state: 'loading',
    error: '',
    categories: [],
    category: '',
    products: []
  },

  onLoad() {
    this.load();
  },

  onShow() {
    refreshBadge();
  },

  async load() {
    this.setData({ state: 'loading', error: '' });
    try {
      const [categories, products] = await Promise.all([getCategories(), getProducts()]);
      this.setData({ state: 'ready', category: '', categories, products });
    } catch (err) {
      this.setData({ state: 'error', error: err.message });
    }
  },

  onRetry() {
    this.load();
  },

  async onPullDownRefresh() {
    await this.load();
    wx.stopPullDownRefresh();
  },

  async onPickCategory(event) {
    const category = event.detail.id;
    this.setData({ category });
    wx.showLoading({ title: 'Loading' });
    try {
      const products = await getProducts(category);
      // Another category may have been tapped while this answer was on its way.
      if (category === this.data.category) {
        this.setData({ products }, () => wx.hideLoading());
      }
    } catch (err) {
      wx.hideLoading();
      wx.showToast({ title: 'Please try again', icon: 'error' });
    }
  },

  onBannerChange(event) {
    this.setData({ banner: event.detail.current });
  },

  // Banners and product cards say by marks which product they lead to, and from where.
  onTapMarked(event) {
    const { product, source } = event.mark;
    app.markViewed(product, source);
    wx.navigateTo({ url: '/pages/product/product?id=' + product });
  },

  onQuickAdd() {
    refreshBadge();
    wx.showToast({ title: 'Added', icon: 'none', duration: 1000 });
  },

  onShareAppMessage() {
    return {
      title: `${this.data.shopName}: ${this.data.products.length} good things`,
      path: '/pages/home/home'
    };
  }
});
