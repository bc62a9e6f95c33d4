const log = require('../../log')

Page(log('b', {}))
