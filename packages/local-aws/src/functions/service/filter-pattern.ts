/** Whether a line of a log is asked for. */
export type LineFilter = (text: string) => boolean;

const TERM = /([?-]?)(?:"((?:[^"\\]|\\.)*)"|([^\s"]+))/y;
const JSON_PATTERN = /^\{\s*\$\.([\w.]+)\s*(=|!=)\s*(?:"([^"]*)"|([^\s"]+))\s*\}$/;

interface Term {
  readonly kind: '' | '?' | '-';
  readonly text: string;
}

/** A pattern that only CloudWatch itself understands. */
export class UnknownPattern extends Error {
  constructor(pattern: string) {
    super(
      `Invalid filter pattern: ${pattern}; terms ("REPORT", ?either ?or, -without) and { $.field = "value" } are what is there locally`,
    );
  }
}

function readTerms(pattern: string): readonly Term[] {
  const terms: Term[] = [];
  const text = pattern.trim();
  TERM.lastIndex = 0;
  while (TERM.lastIndex < text.length) {
    const match = TERM.exec(text);
    if (match === null || /^[[{%]/.test(match[3] ?? '')) throw new UnknownPattern(pattern);
    const [, kind = '', quoted, word] = match;
    terms.push({ kind: kind as Term['kind'], text: quoted?.replaceAll(/\\(.)/g, '$1') ?? word ?? '' });
    while (text[TERM.lastIndex] === ' ') TERM.lastIndex++;
  }
  return terms;
}

const literal = (text: string) => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');

function jsonFilter([, path = '', operator, text, word]: RegExpExecArray): LineFilter {
  const wanted = text ?? word ?? '';
  const pattern = new RegExp(`^${wanted.split('*').map(literal).join('.*')}$`, 's');
  return (line) => {
    let value: unknown;
    try {
      value = JSON.parse(line);
    } catch {
      return false;
    }
    for (const key of path.split('.')) value = (value as Record<string, unknown> | null | undefined)?.[key];
    if (value === undefined) return false;
    return pattern.test(String(value)) === (operator === '=');
  };
}

/** Reads a filter pattern of CloudWatch Logs: terms, or one comparison of a JSON field. @throws UnknownPattern */
export function readFilterPattern(pattern: string): LineFilter {
  const json = JSON_PATTERN.exec(pattern.trim());
  if (json !== null) return jsonFilter(json);
  const terms = readTerms(pattern);
  const of = (kind: Term['kind']) => terms.filter((term) => term.kind === kind).map(({ text }) => text);
  const [all, any, none] = [of(''), of('?'), of('-')];
  return (line) =>
    all.every((text) => line.includes(text)) &&
    (any.length === 0 || any.some((text) => line.includes(text))) &&
    !none.some((text) => line.includes(text));
}
