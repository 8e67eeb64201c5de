import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { defaultPrices, pricedRegions, pricesOf } from '../src/index.ts';

test('a region without a table has no prices, rather than those of another', () => {
  expect(pricesOf('us-east-1')).toBe(defaultPrices);
  expect(pricesOf('eu-central-1')).toBe(undefined);
});

test.each([...pricedRegions])(
  'the table of %s is dated, sourced, and its tiers only get cheaper',
  (region) => {
    const table = pricesOf(region)!;
    expect(table.region).toBe(region);
    expect(table.asOf).toMatch(/^\d{4}-\d{2}-\d{2}$/);
    for (const { url } of table.sources) expect(url).toMatch(/^https:\/\/(docs\.)?aws\.amazon\.com\//);
    for (const tiers of [...Object.values(table.lambda.compute), table.logs.ingestion]) {
      expect(tiers[0]!.from).toBe(0);
      for (const [index, { dollars, from }] of tiers.slice(1).entries()) {
        expect(from).toBeGreaterThan(tiers[index]!.from);
        expect(dollars).toBeLessThan(tiers[index]!.dollars);
      }
    }
  },
);

/** Every number below a key of dollars, or beside one. */
function dollarsOf(value: unknown, isMoney = false): number[] {
  if (typeof value === 'number') return isMoney ? [value] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) =>
    dollarsOf(inner, isMoney || key.startsWith('dollars')),
  );
}

test('the page about prices has every price of the table', () => {
  const page = readFileSync(new URL('../../../docs/prices.md', import.meta.url), 'utf8');
  const told = new Set([...page.matchAll(/\$(\d+\.?\d*)/g)].map(([, digits]) => Number(digits)));
  const prices = dollarsOf(defaultPrices);
  expect(prices.length).toBeGreaterThan(25);
  expect(prices.filter((price) => !told.has(price))).toEqual([]);
  expect(page).toContain(`as of ${defaultPrices.asOf}`);
});
