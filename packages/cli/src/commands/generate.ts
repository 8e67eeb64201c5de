import { type ByteStream, displayRef, type ObjectRef } from '@parquetry/core';
import {
  generateFiles,
  generateText,
  isRecipeName,
  type RecipeName,
  recipes,
  type TextFormat,
} from '@parquetry/datagen';
import { ExitCode, UsageError } from '../exit-codes.ts';
import { STDOUT } from '../inputs/expand-inputs.ts';
import { openObjects } from '../inputs/open-objects.ts';
import { below, directoryAt, refAt, refOf } from '../inputs/places.ts';
import { withStandardStreams } from '../inputs/standard-streams.ts';
import { formatBytes, formatDuration, plural } from '../terminal/format.ts';
import { type Progress, startProgress } from '../terminal/progress.ts';
import { answerJson, say, type Terminal } from '../terminal/terminal.ts';
import type { CommandContext } from './command-context.ts';
import { requireNew } from './convert/existing-files.ts';

export interface GenerateOptions {
  readonly format: TextFormat;
  readonly rows?: number;
  readonly bytes?: number;
  readonly files?: number;
  readonly seed: number;
  readonly out?: string;
  readonly overwrite?: boolean;
}

interface Target {
  readonly ref: ObjectRef;
  readonly chunks: Iterable<Uint8Array>;
}

function sizeOf(options: GenerateOptions): { rows: number } | { bytes: number } {
  if (options.rows !== undefined && options.bytes !== undefined) {
    throw new UsageError('give --rows or --bytes, not both');
  }
  if (options.rows !== undefined) return { rows: options.rows };
  return { bytes: options.bytes ?? (options.files === undefined ? 10_000_000 : 64_000) };
}

function targetsOf(recipe: RecipeName, options: GenerateOptions, terminal: Terminal): Target[] {
  const size = sizeOf(options);
  const { format, seed, files, out } = options;
  if (files === undefined) {
    const ref = out === '-' ? STDOUT : refOf(out ?? `${recipe}.${format}`, terminal.directory);
    return [{ ref, chunks: generateText({ recipe, format, seed, ...size }) }];
  }
  if (out === '-') throw new UsageError('--files needs a directory; give --out a directory');
  const perFile = 'rows' in size ? { rowsPerFile: size.rows } : { bytesPerFile: size.bytes };
  const directory = directoryAt(out ?? recipe, terminal.directory);
  return Array.from(generateFiles({ recipe, format, seed, files, ...perFile }), ({ name, chunks }) => ({
    ref: refAt(below(directory, name)),
    chunks,
  }));
}

async function* observed(target: Target, progress: Progress, signal: AbortSignal): ByteStream {
  for (const chunk of target.chunks) {
    signal.throwIfAborted();
    progress.advance(chunk.byteLength);
    yield chunk;
  }
}

/** `parquetry generate <recipe>` */
export async function generate(
  recipe: string,
  options: GenerateOptions,
  context: CommandContext,
): Promise<ExitCode> {
  const { terminal } = context;
  if (!isRecipeName(recipe)) {
    throw new UsageError(
      `unknown recipe ${JSON.stringify(recipe)}; known: ${recipes.map(({ name }) => name).join(', ')}`,
    );
  }
  if (context.json && options.out === '-')
    throw new UsageError('--json and --out - both want stdout; choose one');
  const targets = targetsOf(recipe, options, terminal);
  await using objects = openObjects(context);
  await using streams = withStandardStreams(terminal, 'streamed', objects.store);
  const { store } = streams;
  if (!options.overwrite) {
    const refs = targets.map(({ ref }) => ref).filter((ref) => ref !== STDOUT);
    await requireNew(store, refs, terminal.signal);
  }

  const started = performance.now();
  const expected = (options.bytes ?? (options.rows ?? 80_000) * 120) * (options.files ?? 1);
  using progress = startProgress(terminal, expected, `generating ${recipe}`);
  const written: { path: string; bytes: number }[] = [];
  for (const target of targets) {
    const stat = await store.write(target.ref, observed(target, progress, terminal.signal), terminal.signal);
    written.push({ path: displayRef(target.ref), bytes: stat.bytes });
  }
  progress[Symbol.dispose]();

  const elapsedMs = performance.now() - started;
  const bytes = written.reduce((sum, file) => sum + file.bytes, 0);
  const where =
    written.length === 1 ? written[0]!.path : `${plural(written.length, 'file')} like ${written[0]!.path}`;
  say(terminal, `${where}: ${formatBytes(bytes)} in ${formatDuration(elapsedMs)} (seed ${options.seed})`);
  if (context.json) answerJson(terminal, { recipe, seed: options.seed, elapsedMs, files: written });
  return ExitCode.done;
}
