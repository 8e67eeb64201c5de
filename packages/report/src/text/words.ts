/** `a`, `a and b`, `a, b and c`. */
export function listed(items: readonly string[]): string {
  if (items.length < 2) return items.join('');
  return `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;
}

const FORMAT_NAMES: Readonly<Record<string, string>> = { parquet: 'Parquet', avro: 'Avro' };

/** The name people know a format by; an unknown one stays as it is. */
export function formatName(format: string): string {
  return FORMAT_NAMES[format] ?? format;
}

/** `Parquet + Avro`. */
export function formatNames(formats: readonly string[]): string {
  return formats.map(formatName).join(' + ');
}

/** Shortens by code points, keeping the beginning: `aaaa…`. */
export function shortened(text: string, most: number): string {
  const characters = Array.from(text);
  return characters.length <= most ? text : `${characters.slice(0, most - 1).join('')}…`;
}

const FIRST_STRONG_ISOLATE = '\u2068';
const POP_ISOLATE = '\u2069';

/** Keeps a right-to-left name from reordering the text around it where there is no markup: on canvas and in attributes. */
export function isolated(text: string): string {
  return `${FIRST_STRONG_ISOLATE}${text}${POP_ISOLATE}`;
}
