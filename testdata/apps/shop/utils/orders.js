import { discounted, totals } from './money';

// Orders made on this phone: key "orders", latest first,
// a list of { id, status, days, createdAt, cents, lines: [{ id, title, price, count }] }.
const KEY = 'orders';

export function load() {
  return wx.getStorageSync(KEY) || [];
}

/** Makes an order of cart lines; answer is what the shop said to it. */
export function create(lines, answer) {
  const orders = load();
  const order = {
    id: `N${1001 + orders.length}`,
    status: answer.status,
    days: answer.days,
    createdAt: Date.now(),
    cents: totals(lines).cents,
    lines: lines.map((line) => ({
      id: line.id,
      title: line.title,
      price: discounted(line),
      count: line.count
    }))
  };
  wx.setStorageSync(KEY, [order, ...orders]);
  return order;
}
