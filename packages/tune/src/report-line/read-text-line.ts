import { DamagedLineError, type InitReport, type ReportLine } from './report.ts';

type Fields = ReadonlyMap<string, string>;

/** `Key: value` between tabs, in any order; a line ends with a tab or not. */
function fieldsOf(text: string): Fields {
  const pairs = text.split('\t').flatMap((field) => {
    const colon = field.indexOf(': ');
    return colon === -1 ? [] : [[field.slice(0, colon), field.slice(colon + 2).trim()] as const];
  });
  return new Map(pairs);
}

function figure(fields: Fields, name: string, unit: 'ms' | 'MB'): number | null {
  const value = fields.get(name);
  if (value === undefined) return null;
  const match = /^(\d+(?:\.\d+)?) (ms|MB)$/.exec(value);
  if (match?.[2] !== unit) throw new DamagedLineError(`${name} is "${value}", not a number of ${unit}`);
  return Number(match[1]);
}

function required(fields: Fields, name: string, unit: 'ms' | 'MB'): number {
  const value = figure(fields, name, unit);
  if (value === null) throw new DamagedLineError(`${name} is missing`);
  return value;
}

const STATUSES = ['success', 'failure', 'error', 'timeout'] as const;

function statusOf(fields: Fields): ReportLine['status'] {
  const said = fields.get('Status');
  if (said === undefined) return null;
  const status = STATUSES.find((one) => one === said);
  if (status === undefined)
    throw new DamagedLineError(`Status is "${said}", which is none of ${STATUSES.join(', ')}`);
  return status;
}

const PREFIX = 'REPORT ';

/** The request that a REPORT line is of; undefined for any other line. The line begins with it and has its tabs. */
export const requestOfTextLine = (line: string): string | undefined =>
  /^REPORT RequestId: ([^\t]+)\t/.exec(line)?.[1];

/**
 * Figures of a REPORT line in the text format.
 *
 * @throws DamagedLineError where one is missing or not a number.
 */
export function readTextLine(line: string, requestId: string): ReportLine {
  const fields = fieldsOf(line.slice(PREFIX.length));
  return {
    requestId,
    format: 'text',
    durationMs: required(fields, 'Duration', 'ms'),
    billedMs: required(fields, 'Billed Duration', 'ms'),
    memoryMb: required(fields, 'Memory Size', 'MB'),
    maxMemoryUsedMb: required(fields, 'Max Memory Used', 'MB'),
    initMs: figure(fields, 'Init Duration', 'ms'),
    restoreMs: figure(fields, 'Restore Duration', 'ms'),
    billedRestoreMs: figure(fields, 'Billed Restore Duration', 'ms'),
    status: statusOf(fields),
    errorType: fields.get('Error Type') ?? null,
  };
}

const INIT_PREFIX = 'INIT_REPORT ';

/** An INIT_REPORT line; undefined for any other, and for one without its duration. */
export function readInitLine(line: string): InitReport | undefined {
  if (!line.startsWith(`${INIT_PREFIX}Init Duration: `)) return undefined;
  const fields = fieldsOf(line.slice(INIT_PREFIX.length));
  const durationMs = /^(\d+(?:\.\d+)?) ms$/.exec(fields.get('Init Duration') ?? '')?.[1];
  if (durationMs === undefined) return undefined;
  return {
    durationMs: Number(durationMs),
    phase: fields.get('Phase') ?? null,
    status: fields.get('Status') ?? null,
    errorType: fields.get('Error Type') ?? null,
  };
}
