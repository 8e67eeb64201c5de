import type { PriceTable } from '../table/price-table.ts';
import { tieredDollars } from './tiered-dollars.ts';

const BYTES_PER_GB = 1e9;

/** What taking in a month's log of functions costs; storing it comes on top. */
export const logDollars = (bytesPerMonth: number, { logs }: PriceTable): number =>
  tieredDollars(bytesPerMonth / BYTES_PER_GB, logs.ingestion);
