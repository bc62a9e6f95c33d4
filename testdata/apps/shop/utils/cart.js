// The cart lives in storage, so that every page sees the same one:
// key "cart", a list of { id, title, image, price, discount, stock, count, checked }.
const KEY = 'cart';

function load() {
  return wx.getStorageSync(KEY) || [];
}

function save(lines) {
  wx.setStorageSync(KEY, lines);
}

// How many pieces: of one product, or of all.
function count(id) {
  return load()
    .filter((line) => id === undefined || line.id === id)
    .reduce((sum, line) => sum + line.count, 0);
}

// Adds pieces of a product, never more than are in stock. Returns how many there are now.
function add(product, pieces) {
  const lines = load();
  let line = lines.find((other) => other.id === product.id);
  if (!line) {
    const { id, title, image, price, discount, stock } = product;
    line = { id, title, image, price, discount, stock, count: 0, checked: true };
    lines.push(line);
  }
  line.count = Math.min(line.count + pieces, product.stock);
  save(lines);
  return line.count;
}

module.exports = { load, save, count, add };
