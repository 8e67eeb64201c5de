import type { RunRecord } from '@parquetry/bench/record';
import { against, measuredCell } from './measured-cell.ts';
import { plausibleRecord, small, withCells } from './plausible-record.ts';

/** The record with one cell of each status that has no figures, and an outside command as fourth engine. */
export function recordWithFailures(): RunRecord {
  const record = plausibleRecord();
  const key = { scenario: 'small-files', target: 'local' };
  const reference = record.measurements[0];
  if (reference?.status !== 'measured') throw new Error('the first cell is measured');
  const command = measuredCell('small-files', {
    ...small,
    engine: 'mine',
    msPerFile: 48,
    peakRssBytes: 96e6,
    stages: null,
    firstSlot: 3,
  });
  return withCells(record, [
    {
      ...key,
      engine: 'worker-pool',
      status: 'failed',
      error: 'worker 2 ended with exit code 134 (out of memory)',
    },
    {
      ...key,
      engine: 'polars',
      status: 'wrong-output',
      mismatch: 'row 812, column squawk: expected "0042", found 42',
    },
    { ...key, engine: 'duckdb', status: 'unsupported', because: 'it cannot write Avro' },
    against(reference, command, 'slower'),
  ]);
}

export const HOSTILE_NAMES = {
  script: '</script><img src=x onerror=alert(1)>',
  quotes: `"quoted" 'twice' & \`backticked\` \${gone} <!-- <style>`,
  rightToLeft: 'مُحوِّل \u202Ecsv\u2028طويل',
  long: `engine-${'x'.repeat(400)}`,
} as const;

/** The record with names, reasons and commands that try to break out of wherever they are written. */
export function hostileRecord(): RunRecord {
  const text = JSON.stringify(recordWithFailures());
  const names: Readonly<Record<string, string>> = {
    'wasm-arrow': HOSTILE_NAMES.script,
    sequential: HOSTILE_NAMES.quotes,
    polars: HOSTILE_NAMES.rightToLeft,
    mine: HOSTILE_NAMES.long,
    'small-files': `${HOSTILE_NAMES.script} ${HOSTILE_NAMES.rightToLeft}`,
  };
  const renamed: RunRecord = JSON.parse(text, (_key, value: unknown) =>
    typeof value === 'string' ? (names[value] ?? value) : value,
  );
  return {
    ...renamed,
    id: `${HOSTILE_NAMES.script}/../../x`,
    command: `npx parquetry bench ${HOSTILE_NAMES.script} ${HOSTILE_NAMES.quotes}`,
    place: `local · ${HOSTILE_NAMES.script}`,
    warnings: Object.values(HOSTILE_NAMES),
  };
}
