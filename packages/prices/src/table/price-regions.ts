import type { PriceTable } from './price-table.ts';
import { usEast1 } from './us-east-1.ts';

const TABLES: readonly PriceTable[] = [usEast1];

/** What figures are priced by where nobody names a region. */
export const defaultPrices: PriceTable = usEast1;

export const pricedRegions: readonly string[] = TABLES.map(({ region }) => region);

/** The table of a region; undefined where there is none. */
export const pricesOf = (region: string): PriceTable | undefined =>
  TABLES.find((table) => table.region === region);
