module.exports = Behavior({ methods: { onInBehavior() {} } })
