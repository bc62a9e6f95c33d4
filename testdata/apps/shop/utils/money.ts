// Money is whole cents everywhere; a discount is a whole percentage off.

export interface Priced {
  price: number;
  discount?: number;
}

export interface Line extends Priced {
  count: number;
  checked?: boolean;
}

export interface Totals {
  cents: number;
  saved: number;
  count: number;
}

/** The price after the discount: the same rounding as utils/price.wxs. */
export function discounted({ price, discount = 0 }: Priced): number {
  return Math.round((price * (100 - discount)) / 100);
}

export function lineTotal(line: Line): number {
  return discounted(line) * line.count;
}

export function totals(lines: ReadonlyArray<Line>): Totals {
  const result: Totals = { cents: 0, saved: 0, count: 0 };
  for (const line of lines) {
    result.cents += lineTotal(line);
    result.saved += line.price * line.count - lineTotal(line);
    result.count += line.count;
  }
  return result;
}
