module.exports = {
  onMore() {},
  onInherited() {},
}
