const cart = require('./utils/cart');

App({
  globalData: {
    shopName: 'Corner Shop',
    user: { name: 'Guest', level: 'Regular 会员' },
    scene: 0,
    viewed: [],
    lastSource: ''
  },

  onLaunch(options) {
    this.globalData.scene = options.scene;
    console.info('launched with', cart.count(), 'items in the cart');
  },

  onError(message) {
    console.error('shop:', message);
  },

  // Remembers the last ten products looked at, latest first, each once.
  markViewed(id, source) {
    const others = this.globalData.viewed.filter((other) => other !== id);
    this.globalData.viewed = [id].concat(others).slice(0, 10);
    this.globalData.lastSource = source || '';
  }
});
