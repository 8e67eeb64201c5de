/** Parsers of option values: characters, names and lists. */
import { InvalidArgumentError } from 'commander';

const DELIMITER_NAMES: Readonly<Record<string, string>> = {
  comma: ',',
  semicolon: ';',
  tab: '\t',
  pipe: '|',
  space: ' ',
};

/** What a shell makes hard to type: `\t`, `\x1f`, `\u2063`, `\\`. */
function resolveEscapes(text: string): string {
  return text.replaceAll(
    /\\(?:t|\\|x([0-9a-f]{2})|u([0-9a-f]{4}))/gi,
    (written: string, byte?: string, unit?: string) => {
      const digits = byte ?? unit;
      if (digits !== undefined) return String.fromCharCode(Number.parseInt(digits, 16));
      return written === '\\\\' ? '\\' : '\t';
    },
  );
}

/** One character or several; `tab` and its kind by name. */
export function delimiterText(text: string): string {
  const value = Object.hasOwn(DELIMITER_NAMES, text) ? DELIMITER_NAMES[text]! : resolveEscapes(text);
  if (!/^[^\r\n]+$/.test(value)) {
    throw new InvalidArgumentError('It must be one character or several that end no line, such as ; or \\t.');
  }
  return value;
}

function oneByte(text: string, others: string): string {
  const value = resolveEscapes(text);
  if (!/^[^\r\n\u0080-\uffff]$/.test(value)) {
    throw new InvalidArgumentError(`It must be one ASCII character that ends no line, or ${others}.`);
  }
  return value;
}

/** One ASCII character; `none` is the empty string. */
export const quoteCharacter = (text: string): string => (text === 'none' ? '' : oneByte(text, 'none'));

/** One ASCII character or `double`; `none` is the empty string. */
export const escapeCharacter = (text: string): string => {
  if (text === 'none') return '';
  return text === 'double' ? text : oneByte(text, 'double or none');
};

/** What comment lines begin with; `none` is the empty string. */
export function commentPrefix(text: string): string {
  const value = text === 'none' ? '' : resolveEscapes(text);
  if (/[\r\n]/.test(value)) throw new InvalidArgumentError('It must not end lines.');
  return value;
}

const LIST_ENTRY = /\s*(?:"((?:[^"]|"")*)"|([^",]*))\s*(,|$)/y;

/** `id,"last, first",age`: names with a comma or a quote stand in double quotes. */
export function nameList(text: string): readonly string[] {
  const names: string[] = [];
  LIST_ENTRY.lastIndex = 0;
  for (let end = ','; end === ','; ) {
    const start = LIST_ENTRY.lastIndex;
    const match = LIST_ENTRY.exec(text);
    const name = match?.[1]?.replaceAll('""', '"') ?? match?.[2]?.trim() ?? '';
    if (match === null || name === '') {
      throw new InvalidArgumentError(
        `It cannot be read from ${JSON.stringify(text.slice(start))} on; write name,name,"a name, with a comma".`,
      );
    }
    names.push(name);
    end = match[3]!;
  }
  const twice = names.find((name, index) => names.indexOf(name) < index);
  if (twice !== undefined) throw new InvalidArgumentError(`${JSON.stringify(twice)} stands in it twice.`);
  return names;
}

/** `on`, `off`, or `name=on,"a, b"=off`. */
export function dictionarySwitch(text: string): boolean | Readonly<Record<string, boolean>> {
  if (text === 'on' || text === 'off') return text === 'on';
  const entry = /\s*(?:"((?:[^"]|"")*)"|([^",]+))=(on|off)\s*(,|$)/y;
  const switches: [string, boolean][] = [];
  for (let end = ','; end === ','; ) {
    const match = entry.exec(text);
    if (match === null) throw new InvalidArgumentError('It must be on, off, or name=on,name=off.');
    switches.push([match[1]?.replaceAll('""', '"') ?? match[2]!.trim(), match[3] === 'on']);
    end = match[4]!;
  }
  return Object.fromEntries(switches);
}

/** Gathers an option that may be repeated. */
export const collect = (text: string, before: readonly string[] = []): readonly string[] => [...before, text];

/** Gathers `key=value`, repeated. */
export function collectMetadata(
  text: string,
  before: Readonly<Record<string, string>> = {},
): Readonly<Record<string, string>> {
  const at = text.indexOf('=');
  if (at < 1) throw new InvalidArgumentError('It must be key=value.');
  const key = text.slice(0, at);
  if (Object.hasOwn(before, key)) throw new InvalidArgumentError(`${JSON.stringify(key)} is given twice.`);
  return { ...before, [key]: text.slice(at + 1) };
}
