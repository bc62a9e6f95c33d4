Component({ behaviors: [require('./behavior')] })
