import { discounted } from '../../utils/money';

Component({
  externalClasses: ['value-class'],

  properties: {
    // Before the discount, in cents.
    cents: Number,
    // Percent off.
    discount: Number,
    // 'small', 'normal' or 'large'.
    size: { type: String, value: 'normal' }
  },

  data: {
    now: 0
  },

  observers: {
    'cents, discount': function (cents, discount) {
      this.setData({ now: discounted({ price: cents, discount }) });
    }
  }
});
