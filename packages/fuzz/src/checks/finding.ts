/** Something that must not be. */
export interface Finding {
  /** Which promise is broken: `crash`, `engines disagree` … */
  readonly check: string;
  readonly details: string;
}

const MOST_SHOWN = 600;

const isPlainObject = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const byKey = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]) => (a < b ? -1 : 1);

/** A value as text: two are the same when their texts are. */
export function exactly(value: unknown): string {
  const text = JSON.stringify(value, (_key, part: unknown) => {
    if (typeof part === 'bigint') return `${part}n`;
    if (isPlainObject(part)) return Object.fromEntries(Object.entries(part).toSorted(byKey));
    return Object.is(part, -0) || Number.isNaN(part) ? `number ${part === 0 ? '-0' : 'NaN'}` : part;
  });
  return text ?? String(value);
}

/** A value in a message. */
export function show(value: unknown): string {
  const text = exactly(value);
  return text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}…` : text;
}
