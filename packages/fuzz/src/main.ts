import { readFile } from 'node:fs/promises';
import { parseCase } from './cases/fuzz-case.ts';
import { type FuzzOptions, parseOptions, USAGE, UsageError } from './options.ts';
import { watchChild } from './process/watch-child.ts';
import { tellFinding } from './tell-finding.ts';

const MOST_RSS_BYTES = 2 ** 31;
/** Of a short run the half, so that a hang is told before it ends; a busy machine needs some seconds to begin. */
const caseMsOf = (seconds: number) => Math.min(30_000, Math.max(10_000, seconds * 500));
const SHRINK_MS = 5000;
const DRAW_MS = 250;

/** A line on stderr that is drawn anew while cases go by; nothing at all in a pipe. */
function startProgress(seconds: number) {
  const started = performance.now();
  let drawnAt = 0;
  return {
    show(cases: number) {
      const now = performance.now();
      if (process.stderr.isTTY !== true || now - drawnAt < DRAW_MS) return;
      drawnAt = now;
      process.stderr.write(`\r${cases} cases, ${Math.round((now - started) / 1000)} of ${seconds} s`);
    },
    clear() {
      if (drawnAt > 0) process.stderr.write('\r\u001b[K');
    },
    elapsedSeconds: () => ((performance.now() - started) / 1000).toFixed(1),
  };
}

async function readCaseText(path: string): Promise<string> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new UsageError(cause instanceof Error ? cause.message : String(cause), { cause });
  });
  try {
    parseCase(text);
    return text;
  } catch (cause) {
    throw new UsageError(`${path} is no case of the fuzzer, as findings leave them`, { cause });
  }
}

async function fuzz(options: FuzzOptions, signal: AbortSignal): Promise<number> {
  const { seed, seconds, firstCase, engines, kind, caseFile } = options;
  const progress = startProgress(seconds);
  let cases = 0;
  const given = caseFile === undefined ? undefined : await readCaseText(caseFile);
  const ending = await watchChild(
    {
      engines,
      seed,
      firstCase,
      shrinkMs: SHRINK_MS,
      ...(kind && { kind }),
      ...(given !== undefined && { caseText: given }),
    },
    {
      limits: { runMs: seconds * 1000, caseMs: caseMsOf(seconds), rssBytes: MOST_RSS_BYTES },
      signal,
      onCase: () => {
        cases += 1;
        progress.show(cases);
      },
    },
  );
  progress.clear();
  if (ending.status === 'found') {
    process.stdout.write(await tellFinding(ending, options, process.cwd()));
    return 1;
  }
  const what = caseFile === undefined ? `seed ${seed}, ${cases} cases` : caseFile;
  process.stdout.write(
    `${what} with ${engines.join(', ')} in ${progress.elapsedSeconds()} s: nothing found\n`,
  );
  return signal.aborted ? 130 : 0;
}

async function main(): Promise<number> {
  const interrupt = new AbortController();
  process.once('SIGINT', () => interrupt.abort());
  process.once('SIGTERM', () => interrupt.abort());
  try {
    const options = parseOptions(process.argv.slice(2), Date.now());
    if (options) return await fuzz(options, interrupt.signal);
    process.stdout.write(USAGE);
    return 0;
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    process.stderr.write(`fuzz: ${error.message}\n`);
    return 2;
  }
}

process.exitCode = await main();
