import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const SHARED = resolve(import.meta.dirname, '../../../../../shared/conformance');

/** Whether a suite's files are on this machine. */
export const hasSuite = (suite: string): boolean => existsSync(join(SHARED, suite));

export const suiteFile = (...path: readonly string[]): Buffer => readFileSync(join(SHARED, ...path));

export const suitePath = (...path: readonly string[]): string => join(SHARED, ...path);

/** Names of all files below a folder, in order, with `/` between their parts. */
export function suiteFiles(...path: readonly string[]): string[] {
  return readdirSync(join(SHARED, ...path), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(join(SHARED, ...path).length + 1))
    .map((name) => name.replaceAll('\\', '/'))
    .toSorted();
}
