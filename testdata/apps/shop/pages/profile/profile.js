import { count as cartCount } from '../../utils/cart';
import { refresh as refreshBadge } from '../../utils/badge';
import { load as loadOrders } from '../../utils/orders';

const app = getApp();

Page({
  data: {
    shopName: app.globalData.shopName,
    user: app.globalData.user,
    orderCount: 0,
    cartCount: 0,
    viewedCount: 0,
    system: {}
  },

  onLoad() {
    const { windowWidth, windowHeight, pixelRatio } = wx.getWindowInfo();
    this.setData({
      system: {
        Window: `${windowWidth} × ${windowHeight}`,
        'Pixel ratio': pixelRatio,
        Scene: app.globalData.scene
      }
    });
  },

  onShow() {
    this.refresh();
  },

  refresh() {
    this.setData({
      orderCount: loadOrders().length,
      cartCount: cartCount(),
      viewedCount: app.globalData.viewed.length
    });
    refreshBadge();
  },

  async onClear() {
    const { confirm } = await wx.showModal({
      title: 'Clear data',
      content: 'This removes the cart, your orders and searches from this phone.'
    });
    if (!confirm) {
      return;
    }
    await wx.clearStorage();
    app.globalData.viewed = [];
    this.refresh();
    wx.showToast({ title: 'Cleared', icon: 'success' });
  }
});
