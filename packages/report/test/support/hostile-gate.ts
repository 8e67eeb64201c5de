import type { GateRecord } from '@parquetry/bench/record';
import { HOSTILE_NAMES } from '../troubled-records.ts';
import { troubledGate } from './gate-record.ts';

/** Words of the record's own: anything else in them is no record. */
const OWN_WORDS: ReadonlySet<string> = new Set([
  'kind',
  'metric',
  'role',
  'rule',
  'verdict',
  'first',
  'expected',
  'found',
  'inconclusive',
]);

/** A gate whose every name, reason and path is `text`. */
export const gateSaying = (text: string): GateRecord =>
  JSON.parse(JSON.stringify(troubledGate()), (key, value: unknown) =>
    typeof value === 'string' && !OWN_WORDS.has(key) ? text : value,
  );

/** A gate whose names and reasons try to break out of wherever they are written. */
export const hostileGate = (): GateRecord =>
  gateSaying(`${HOSTILE_NAMES.script} ${HOSTILE_NAMES.rightToLeft} ${HOSTILE_NAMES.long}`);
