// Searches made before: key "searchHistory", a list of texts, latest first, each once.
const KEY = 'searchHistory';
const MOST = 8;

/** @returns {Promise<string[]>} */
export async function load() {
  try {
    const { data } = await wx.getStorage({ key: KEY });
    return data;
  } catch (err) {
    return []; // nothing was stored yet
  }
}

/** Puts a text first. Resolves with the new list. */
export async function add(text) {
  const others = (await load()).filter((other) => other !== text);
  const list = [text, ...others].slice(0, MOST);
  await wx.setStorage({ key: KEY, data: list });
  return list;
}

/** Forgets all. Resolves with the empty list. */
export async function clear() {
  await wx.removeStorage({ key: KEY });
  return [];
}
