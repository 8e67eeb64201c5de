import { type GateRecord, RECORD_VERSION, type RunRecord, runRecord } from '@parquetry/bench/record';
import { visibleText } from '../text/visible-text.ts';

/** An artifact of a run that somebody else controls is no record that may be shown. */
export class ArtifactError extends Error {
  override readonly name = 'ArtifactError';
}

const MOST_BYTES = 5_000_000;
const DEEPEST = 16;
const MOST_ITEMS = 5_000;
const LONGEST_STRING = 10_000;
const LONGEST_KEY = 200;
const LONGEST_PATH = 200;
/** Names by which a value could reach what it is stored in. */
const PROTOTYPE_KEYS = new Set(['__proto__', 'constructor', 'prototype']);

const fail = (what: string): never => {
  throw new ArtifactError(`the artifact ${what}; nothing of it is shown, look into the run that wrote it`);
};

/** Nesting is counted in the text: a parser that goes down on its own stack is not trusted with it. */
function requireShallow(text: string): void {
  let [depth, inString] = [0, false];
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (inString && character === '\\') at += 1;
    else if (character === '"') inString = !inString;
    else if (!inString && (character === '[' || character === '{')) depth += 1;
    else if (!inString && (character === ']' || character === '}')) depth -= 1;
    if (depth > DEEPEST) fail(`is nested more than ${DEEPEST} levels deep`);
  }
}

function requireKey(key: string): void {
  if (key.length > LONGEST_KEY) fail(`has a key of more than ${LONGEST_KEY} characters`);
  if (PROTOTYPE_KEYS.has(key)) fail(`has a key ${key}`);
}

/** Every list, every object and every text is of a size that a run of the gate can have. */
function requireBounded(value: unknown): void {
  if (typeof value === 'string' && value.length > LONGEST_STRING) {
    fail(`has a text of more than ${LONGEST_STRING.toLocaleString('en-US')} characters`);
  }
  if (typeof value !== 'object' || value === null) return;
  const entries = Object.entries(value);
  if (entries.length > MOST_ITEMS)
    fail(`has a list of more than ${MOST_ITEMS.toLocaleString('en-US')} items`);
  for (const [key, item] of entries) {
    requireKey(key);
    requireBounded(item);
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return fail('is no JSON');
  }
}

const versionOf = (value: unknown): unknown =>
  typeof value === 'object' && value !== null && 'recordVersion' in value ? value.recordVersion : undefined;

/**
 * A record out of text that an attacker may have written: at most 5 MB, shallow, of bounded lists and texts, of this version, and
 * exactly of the shape of a record.
 *
 * @throws ArtifactError with nothing of the text in its message but a path into it, made visible and short.
 */
export function readHostileRecord(text: string): RunRecord & { readonly gate: GateRecord } {
  if (text.length > MOST_BYTES || Buffer.byteLength(text) > MOST_BYTES) fail('is larger than 5 MB');
  requireShallow(text);
  const value = parsed(text);
  requireBounded(value);
  if (versionOf(value) !== RECORD_VERSION) fail(`is no run record of version ${RECORD_VERSION}`);
  const record = runRecord.safeParse(value);
  if (!record.success) {
    const path = record.error.issues[0]?.path.map(String).join('.') ?? '';
    return fail(`is no run record: see ${visibleText(path, LONGEST_PATH) || 'its outermost object'}`);
  }
  const { gate } = record.data;
  return gate === undefined ? fail('compares no builds') : { ...record.data, gate };
}
