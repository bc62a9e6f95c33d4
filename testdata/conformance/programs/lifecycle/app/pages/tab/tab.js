const log = require('../../log')

Page(log('tab', { data: { times: 0 }, onShow() { this.setData({ times: this.data.times + 1 }) } }))
