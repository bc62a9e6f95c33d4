const BASE = 'https://shop.example/api';

/** What request rejects with: status is 0 when there was no answer at all. */
export class ApiError extends Error {
  constructor(message, status = 0) {
    super(message);
    this.name = 'ApiError';
    this.status = status;
  }
}

function request(path, { method = 'GET', data } = {}) {
  return new Promise((resolve, reject) => {
    wx.request({
      url: BASE + path,
      method,
      data,
      success(res) {
        if (res.statusCode >= 200 && res.statusCode < 300) {
          resolve(res.data);
          return;
        }
        const message = (res.data && res.data.message) || `HTTP ${res.statusCode}`;
        reject(new ApiError(message, res.statusCode));
      },
      fail(err) {
        reject(new ApiError(err.errMsg));
      }
    });
  });
}

export const getCategories = () => request('/categories');

/** All products, or those of one category. */
export async function getProducts(category) {
  const { items } = await request('/products', { data: category ? { category } : undefined });
  return items;
}

export const getProduct = (id) => request(`/products/${encodeURIComponent(id)}`);

export async function getOrders() {
  const { items } = await request('/orders');
  return items;
}

export const postOrder = (order) => request('/orders', { method: 'POST', data: order });
