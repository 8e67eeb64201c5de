const MOST_NAMES = 8;
const MOST_CHARACTERS = 40;

const quoted = (text: string) =>
  JSON.stringify(text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS)}…` : text);

/** What something is, for a message that says what was found instead of what was wanted. */
export function describeFound(found: unknown): string {
  if (found === undefined || found === null) return 'nothing';
  if (typeof found === 'string') return `the text ${quoted(found)}`;
  if (Array.isArray(found)) {
    return found.length === 0 ? 'an empty list' : `a list that begins with ${describeFound(found[0])}`;
  }
  if (typeof found !== 'object') return `the ${typeof found} ${String(found)}`;
  const names = Object.keys(found);
  if (names.length === 0) return 'an empty object';
  const more = names.length > MOST_NAMES ? ' …' : '';
  return `an object with ${names.slice(0, MOST_NAMES).map(quoted).join(', ')}${more}`;
}
