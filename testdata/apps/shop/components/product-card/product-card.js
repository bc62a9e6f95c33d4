const cart = require('../../utils/cart');

// A product in a list. Slots: "badge" over the image, the default one under the title.
// Event quickadd { id, count }: one piece was put into the cart; count pieces are there now.
Component({
  options: {
    multipleSlots: true
  },

  properties: {
    product: {
      type: Object,
      value: {}
    }
  },

  data: {
    inCart: 0
  },

  observers: {
    'product.id': function () {
      this.refresh();
    }
  },

  pageLifetimes: {
    // Other pages change the cart.
    show() {
      this.refresh();
    }
  },

  methods: {
    refresh() {
      const { product, inCart } = this.data;
      const count = product && product.id ? cart.count(product.id) : 0;
      if (count !== inCart) {
        this.setData({ inCart: count });
      }
    },

    onQuickAdd() {
      const { product } = this.data;
      const inCart = cart.add(product, 1);
      this.setData({ inCart });
      this.triggerEvent('quickadd', { id: product.id, count: inCart });
    }
  }
});
