// A number between min and max. The component that uses it has a property "value".
module.exports = Behavior({
  properties: {
    min: { type: Number, value: 1 },
    max: { type: Number, value: 99 }
  },

  data: {
    atMin: false,
    atMax: false
  },

  observers: {
    'value, min, max': function (value, min, max) {
      this.setData({ atMin: value <= min, atMax: value >= max });
    }
  },

  methods: {
    clamp(value) {
      return Math.min(Math.max(value, this.data.min), this.data.max);
    }
  }
});
