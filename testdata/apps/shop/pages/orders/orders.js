import { getOrders } from '../../utils/api';
import formatDate from '../../utils/date';
import { load as loadOrders } from '../../utils/orders';

const TABS = [
  { id: 'all', label: 'All' },
  { id: 'paid', label: 'Paid' },
  { id: 'shipped', label: 'Shipped' },
  { id: 'delivered', label: 'Delivered' }
];

const under = (status) => (order) => status === 'all' || order.status === status;

Page({
  data: {
    status: 'all',
    tabs: TABS,
    shown: [],
    loading: true,
    offline: false
  },

  onLoad({ status = 'all' }) {
    this.orders = [];
    this.setData({ status });
    this.load();
  },

  // Orders made on this phone at once, then the older ones that the shop knows.
  async load() {
    const own = loadOrders();
    this.show(own);
    try {
      this.show([...own, ...(await getOrders())]);
    } catch (err) {
      this.setData({ offline: true });
    } finally {
      this.setData({ loading: false });
    }
  },

  show(orders) {
    this.orders = orders.map((order) => ({ ...order, date: formatDate(order.createdAt) }));
    this.setData({
      tabs: TABS.map((tab) => ({ ...tab, count: orders.filter(under(tab.id)).length }))
    });
    this.filter();
  },

  filter() {
    this.setData({ shown: this.orders.filter(under(this.data.status)) });
  },

  onTab(event) {
    this.setData({ status: event.detail.id });
    this.filter();
  }
});
