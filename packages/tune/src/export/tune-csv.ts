import type { TuneRecord, TuneSample } from '@parquetry/bench/record';

const COLUMNS = [
  'slot',
  'round',
  'startedAt',
  'memoryMb',
  'engine',
  'concurrency',
  'payload',
  'requestId',
  'outcome',
  'clientMs',
  'durationMs',
  'billedMs',
  'initMs',
  'restoreMs',
  'maxMemoryUsedMb',
  'cpuMs',
  'inputBytes',
  'throttleReason',
  'discarded',
  'because',
] as const satisfies readonly (keyof TuneSample)[];

/** RFC 4180; what a spreadsheet would take for a formula is told to be text. */
function field(value: string | number | null | undefined): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number') return String(value);
  const text = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** Every sample in a line, in the order of sending, with a header; absent figures are empty. */
export function tuneCsv({ samples }: TuneRecord): string {
  const lines = samples.map((sample) => COLUMNS.map((column) => field(sample[column])).join(','));
  return `${[COLUMNS.join(','), ...lines].join('\r\n')}\r\n`;
}
