const cart = require('./cart');

const CART_TAB = 2;

// Shows the number of pieces on the cart's tab. To be called on tab pages only.
function refresh() {
  const count = cart.count();
  if (count > 0) {
    wx.setTabBarBadge({ index: CART_TAB, text: count > 99 ? '99+' : String(count) });
  } else {
    wx.removeTabBarBadge({ index: CART_TAB });
  }
}

module.exports = { refresh };
