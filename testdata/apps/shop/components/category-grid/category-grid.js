// Categories { id, name, icon, color } in rows.
// Event pick { id, at }: a category was tapped; the id is '' when it was the active one.
Component({
  properties: {
    categories: Array,
    columns: { type: Number, value: 2 },
    active: String
  },

  data: {
    rows: []
  },

  observers: {
    'categories, columns': function (categories, columns) {
      const rows = [];
      for (let i = 0; i < categories.length; i += columns) {
        rows.push({ id: `row-${rows.length}`, cells: categories.slice(i, i + columns) });
      }
      this.setData({ rows });
    }
  },

  methods: {
    onPick(event) {
      const { id, at } = event.currentTarget.dataset;
      this.triggerEvent('pick', { id: id === this.data.active ? '' : id, at });
    }
  }
});
