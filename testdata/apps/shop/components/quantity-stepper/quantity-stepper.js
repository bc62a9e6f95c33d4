const bounded = require('../../behaviors/bounded');

// Event change { value }: the user asked for another quantity; value is already shown.
Component({
  behaviors: [bounded],

  properties: {
    value: {
      type: Number,
      value: 1,
      observer: 'onValue'
    },
    disabled: Boolean
  },

  lifetimes: {
    attached() {
      this.initial = this.data.value;
    }
  },

  methods: {
    // A value from outside that is out of bounds is put right silently.
    onValue(value) {
      const clamped = this.clamp(value);
      if (clamped !== value) {
        this.setData({ value: clamped });
      }
    },

    onStep(event) {
      if (this.data.disabled) {
        return;
      }
      const { step } = event.currentTarget.dataset;
      const value = this.clamp(this.data.value + step);
      if (value === this.data.value) {
        return;
      }
      this.setData({ value });
      this.triggerEvent('change', { value });
    },

    // Back to the value of the start. For the page, through selectComponent.
    reset() {
      if (this.data.value !== this.initial) {
        this.setData({ value: this.initial });
        this.triggerEvent('change', { value: this.initial });
      }
    }
  }
});
