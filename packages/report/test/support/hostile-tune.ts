import type { TuneRecord } from '@parquetry/bench/record';
import { HOSTILE_NAMES } from '../troubled-records.ts';
import { plausibleTune } from './tune-record.ts';

const NAMES: Readonly<Record<string, string>> = {
  'local:convert': HOSTILE_NAMES.script,
  simd: HOSTILE_NAMES.quotes,
  'wasm-arrow': HOSTILE_NAMES.long,
};

const TEXTS: readonly string[] = [
  'because',
  'description',
  'throttleReason',
  'discarded',
  'requestId',
  'runtime',
];

/** A tune whose function, engines and reasons try to break out of wherever they are written. */
export function hostileTune(): TuneRecord {
  const tune = plausibleTune({
    engines: ['simd', 'wasm-arrow'],
    concurrency: [1, 16],
    memoryMb: [128, 1024, 3008],
  });
  return JSON.parse(JSON.stringify(tune), (key, value: unknown) => {
    if (typeof value !== 'string') return value;
    return TEXTS.includes(key)
      ? `${HOSTILE_NAMES.script} ${HOSTILE_NAMES.rightToLeft}`
      : (NAMES[value] ?? value);
  });
}
