// Tabs { id, label, count }. Event change { id }: another tab was tapped.
Component({
  properties: {
    items: Array,
    current: String
  },

  methods: {
    onTap(event) {
      const { id } = event.currentTarget.dataset;
      if (id !== this.data.current) {
        this.triggerEvent('change', { id });
      }
    }
  }
});
