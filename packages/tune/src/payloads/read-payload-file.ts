import { readdir, readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { isTemplate } from './fill-template.ts';
import type { PayloadSource } from './payload-source.ts';

async function* filesOf(directory: string): AsyncIterable<string> {
  const entries = await readdir(directory, { withFileTypes: true });
  const names = entries
    .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
    .map(({ name }) => name);
  for (const name of names.sort()) yield readFile(join(directory, name), 'utf8');
}

const linesOf = (text: string) => text.split(/\r?\n/).filter((line) => line.trim() !== '');

function isWeightedList(value: unknown): value is { payload: unknown; weight: number }[] {
  return (
    Array.isArray(value) &&
    value.length > 0 &&
    value.every(
      (one) => typeof one === 'object' && one !== null && 'payload' in one && typeof one.weight === 'number',
    )
  );
}

function readText(text: string, description: string): PayloadSource {
  if (isTemplate(text)) return { kind: 'template', text, description };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { kind: 'single', text, description };
  }
  if (!isWeightedList(value)) return { kind: 'single', text, description };
  const choices = value.map(({ payload, weight }) => ({ text: JSON.stringify(payload), weight }));
  return { kind: 'weighted', choices, description };
}

/**
 * Payloads of a path: a directory has one in each file; `.ndjson` and `.jsonl` one in each line; a file with
 * `[{"payload": …, "weight": …}]` weighted ones; one with `{{uuid}}` or `{{index}}` is a template; any other is one payload.
 *
 * @param once none of a directory or of lines is sent twice.
 */
export async function readPayloadPath(path: string, once: boolean): Promise<PayloadSource> {
  const description = basename(path);
  if ((await stat(path)).isDirectory()) return { kind: 'list', texts: filesOf(path), once, description };
  const text = await readFile(path, 'utf8');
  if (/\.(ndjson|jsonl)$/.test(path)) return { kind: 'list', texts: linesOf(text), once, description };
  return readText(text, description);
}
