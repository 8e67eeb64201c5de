import { accessSync, closeSync, constants, openSync, readSync, realpathSync, statSync } from 'node:fs';
import { delimiter, resolve } from 'node:path';
import { measuredEnvironment } from '../../trees/tree-environment.ts';

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/** Path of the program that a first word starts from that directory, as `execvp` finds it; undefined when there is none. */
export function findProgram(word: string, directory: string): string | undefined {
  if (word.includes('/')) return [resolve(directory, word)].find(isProgram);
  const path = measuredEnvironment(directory, process.env)['PATH'] ?? '';
  const places = path.split(delimiter).filter((place) => place !== '');
  return places.map((place) => resolve(directory, place, word)).find(isProgram);
}

function firstLine(path: string): string {
  const file = openSync(path, 'r');
  try {
    const start = Buffer.alloc(256);
    return start.toString('latin1', 0, readSync(file, start)).split('\n', 1)[0] ?? '';
  } finally {
    closeSync(file);
  }
}

/** Whether the program is Node itself or a script whose first line starts it. */
export function startsNode(path: string): boolean {
  try {
    const program = realpathSync(path);
    return program === realpathSync(process.execPath) || /^#!.*\bnode\b/.test(firstLine(program));
  } catch {
    return false;
  }
}
