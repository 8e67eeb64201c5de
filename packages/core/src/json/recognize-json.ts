import { decodeSample } from '../text/decode-sample.ts';
import { detectEncoding } from '../text/detect-encoding.ts';
import { JsonScanner, skipBlanks, Token } from './json-scanner.ts';

const LOOKED_AT_BYTES = 1024;

/** Whether an array of single values begins at `start`, or a line of them, and not a text that looks like one. */
function isArrayText(bytes: Uint8Array, start: number): boolean {
  const scanner = new JsonScanner();
  scanner.begin(bytes, bytes.length);
  const end = scanner.value(start);
  if (end < 0) return scanner.failedAt === bytes.length && bytes.length >= LOOKED_AT_BYTES;
  const next = skipBlanks(bytes, end, bytes.length);
  return next === bytes.length || bytes[next] === Token.openArray;
}

const BRACKETED = /'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|[^'"]/gs;

/** Whether a line is one value in brackets, with nothing behind it but a comma: `{a: 1}`, and not `{a: 1},{b: 2}`. */
function isOneBracketed(line: string): boolean {
  let depth = 0;
  let end = 0;
  for (const { 0: part, index } of line.matchAll(BRACKETED)) {
    if (part === '{' || part === '[') depth += 1;
    else if (part === '}' || part === ']') depth -= 1;
    end = index + 1;
    if (depth === 0) break;
  }
  return depth === 0 && /^\s*,?\s*$/.test(line.slice(end));
}

/**
 * Whether a text begins like what some take for JSON, with keys without quotes, or in single ones. A cell of a CSV may
 * begin so, but not make up its first line.
 */
function looksRelaxed(text: string): boolean {
  if (/^\s*\{\s*[\r\n]/.test(text)) return true;
  const line = /[^\r\n]+/.exec(text.trimStart())?.[0] ?? '';
  return /^(\{\s*([\p{L}_$][\p{L}\d_$]*|'[^']*')\s*:|\[\s*')/u.test(line) && isOneBracketed(line);
}

/** Whether a sample, the source's own bytes, begins like JSON records, an object or an array, or as if it were meant so. */
export function looksLikeJson(sample: Uint8Array): boolean {
  const { encoding, markBytes } = detectEncoding(sample.subarray(0, LOOKED_AT_BYTES), false, undefined);
  const bytes = decodeSample(sample.subarray(markBytes, 2 * LOOKED_AT_BYTES), encoding, false);
  const text = Buffer.from(bytes).toString('utf8');
  if (/^\s*(\{\s*("|\})|\[\s*(\[|\{|\]))/.test(text) || looksRelaxed(text)) return true;
  const start = skipBlanks(bytes, 0, bytes.length);
  return bytes[start] === Token.openArray && isArrayText(bytes, start);
}

/** Whether a file says that it is JSON by its name, compressed or not: then a text that is not is no CSV, but damaged. */
export const isNamedJson = (name: string): boolean =>
  /\.(json|ndjson|jsonl|geojson)(\.(gz|gzip|zst|zstd))?$/i.test(name);
