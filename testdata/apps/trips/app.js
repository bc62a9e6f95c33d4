import { restore } from '@/store'

App({
  onLaunch(options) {
    console.log('launch', options.path, options.scene)
    restore()
  },
  onShow() {
    console.log('show')
  },
  onHide() {
    console.log('hide')
  },
  onPageNotFound({ path }) {
    console.log('not found', path)
    wx.switchTab({ url: '/pages/list/list' })
  },
  onThemeChange({ theme }) {
    console.log('theme', theme)
  },
})
