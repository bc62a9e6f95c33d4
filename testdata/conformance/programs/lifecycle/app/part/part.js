Component({
  data: { shown: 0 },
  lifetimes: {
    created() { console.log('part created') },
    attached() { console.log('part attached') },
    ready() { console.log('part ready') },
    detached() { console.log('part detached') },
  },
  pageLifetimes: {
    show() { this.setData({ shown: this.data.shown + 1 }) },
    hide() { console.log('part page hide') },
  },
})
