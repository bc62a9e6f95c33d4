App({
  onLaunch(o) { console.log('app launch', o.path, o.query, o.scene) },
  onShow(o) { console.log('app show', o.scene) },
  onHide() { console.log('app hide') },
  onError(e) { console.log('app error', /thrown/.test(e)) },
})
