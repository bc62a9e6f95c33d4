const KEY = 'todos';

function load() {
  return wx.getStorageSync(KEY) || [];
}

function save(items) {
  wx.setStorageSync(KEY, items);
}

function nextId(items) {
  return items.reduce((max, item) => Math.max(max, item.id), 0) + 1;
}

module.exports = { load, save, nextId };
