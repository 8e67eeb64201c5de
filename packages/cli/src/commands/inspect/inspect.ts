import {
  diffTables,
  type FileSummary,
  isTypeName,
  type ObjectRef,
  type ObjectStore,
  observeReads,
  readTable,
  schemaFileText,
  summarizeFile,
  typeFromName,
} from '@parquetry/core';
import { ExitCode, UsageError } from '../../exit-codes.ts';
import { expandInputs, STDIN } from '../../inputs/expand-inputs.ts';
import { openObjects } from '../../inputs/open-objects.ts';
import { refOf } from '../../inputs/places.ts';
import { textReader } from '../../inputs/read-text.ts';
import { withStandardStreams } from '../../inputs/standard-streams.ts';
import { startProgress } from '../../terminal/progress.ts';
import { shortPaths } from '../../terminal/short-paths.ts';
import { answer, answerJson, say } from '../../terminal/terminal.ts';
import type { CommandContext } from '../command-context.ts';
import { declaredTypes } from '../declared-types.ts';
import { type SourceFlags, sourceOptionsOf } from '../source-flags.ts';
import { requireUnused, writeText } from '../write-text.ts';
import { convertCommand } from './convert-command.ts';
import { diffText } from './diff-text.ts';
import { isText, summaryText } from './summary-text.ts';

/** Flags of `parquetry inspect`, as the command line gives them. */
export interface InspectFlags extends SourceFlags {
  readonly head: number;
  readonly saveSchema?: string;
  readonly diff?: string;
  readonly key?: readonly string[];
  readonly limit: number;
  readonly overwrite?: boolean;
  readonly schema?: string;
  readonly columns?: string;
  /** Also settings; here to be said again. */
  readonly endpoint?: string;
  readonly region?: string;
}

/** How CSV and JSON are read; Parquet and Avro know their own schema. */
async function readingOptions(flags: InspectFlags, { terminal }: CommandContext, store: ObjectStore) {
  return {
    signal: terminal.signal,
    declared: await declaredTypes(flags, textReader(store, terminal)),
    ...sourceOptionsOf(flags),
    ...(flags.invalidBytes && { invalidBytes: flags.invalidBytes }),
  };
}

async function oneInput(store: ObjectStore, name: string, { terminal }: CommandContext) {
  const { directory, signal } = terminal;
  const inputs = await expandInputs([name], directory, { store, signal });
  if (inputs.length !== 1) throw new UsageError(`${name} is ${inputs.length} files; inspect looks at one`);
  const { ref } = inputs[0]!;
  if (ref === STDIN) await store.stat(ref, signal);
  return ref;
}

/** Bytes that will be read, about: text is read once for its types and once for its rows. */
async function readsOf(store: ObjectStore, refs: readonly ObjectRef[]): Promise<number> {
  const stats = await Promise.all(refs.map((ref) => store.stat(ref)));
  return stats.reduce((sum, stat) => sum + 2 * (stat?.bytes ?? 0), 0);
}

function schemaOf(summary: FileSummary) {
  const columns = summary.columns.map(({ name, type, nullable }) => {
    if (!isTypeName(type)) {
      throw new UsageError(
        `--save-schema: column ${JSON.stringify(name)} is ${type}, which a schema cannot name`,
      );
    }
    return { name, type: typeFromName(type), nullable };
  });
  return { columns };
}

const schemaFileOf = (path: string, { terminal }: CommandContext) => refOf(path, terminal.directory);

async function saveSchema(
  summary: FileSummary,
  path: string,
  flags: InspectFlags,
  { context, store }: { readonly context: CommandContext; readonly store: ObjectStore },
): Promise<void> {
  const ref = schemaFileOf(path, context);
  await writeText(ref, schemaFileText(schemaOf(summary)), flags.overwrite === true, store);
  say(context.terminal, `schema: ${path} (use it with --schema ${path})`);
}

async function diff(name: string, flags: InspectFlags, context: CommandContext): Promise<ExitCode> {
  const { terminal } = context;
  await using objects = openObjects(context);
  await using streams = withStandardStreams(terminal, 'streamed', objects.store);
  const refs = [
    await oneInput(streams.store, name, context),
    await oneInput(streams.store, flags.diff!, context),
  ];
  const reads = await readsOf(streams.store, refs);
  using progress = startProgress(terminal, reads, `comparing ${name} with ${flags.diff}`);
  const store = observeReads(streams.store, (bytes) => progress.advance(bytes));
  const reading = await readingOptions(flags, context, objects.store);
  const [a, b] = await Promise.all(refs.map((ref) => readTable(store, ref, reading)));
  const found = await diffTables(a!, b!, {
    limit: flags.limit,
    signal: terminal.signal,
    ...(flags.key && { key: flags.key }),
  });
  progress[Symbol.dispose]();
  if (context.json) answerJson(terminal, found);
  else answer(terminal, diffText(found, { a: name, b: flags.diff!, colors: terminal.answerColors }));
  return found.equal ? ExitCode.done : ExitCode.badAnswer;
}

/** `parquetry inspect <file>` and `parquetry inspect <file> --diff <other>` */
export async function inspect(name: string, flags: InspectFlags, context: CommandContext): Promise<ExitCode> {
  const { terminal } = context;
  if (flags.diff !== undefined) {
    if (flags.saveSchema !== undefined) throw new UsageError('--save-schema does not go with --diff');
    if (name === '-' && flags.diff === '-') throw new UsageError('stdin can be only one of the two files');
    return diff(name, flags, context);
  }
  if (flags.key) throw new UsageError('--key goes with --diff');
  await using objects = openObjects(context);
  await using streams = withStandardStreams(terminal, 'streamed', objects.store);
  const ref = await oneInput(streams.store, name, context);
  if (flags.saveSchema !== undefined)
    requireUnused('--save-schema', schemaFileOf(flags.saveSchema, context), [ref]);
  using progress = startProgress(terminal, await readsOf(streams.store, [ref]), `reading ${name}`);
  const store = observeReads(streams.store, (bytes) => progress.advance(bytes));
  const summary = await summarizeFile(store, ref, {
    headRows: flags.head,
    ...(await readingOptions(flags, context, objects.store)),
  });
  progress[Symbol.dispose]();
  if (flags.saveSchema !== undefined) await saveSchema(summary, flags.saveSchema, flags, { context, store });
  const command = isText(summary) ? convertCommand(name, summary, flags) : undefined;
  if (context.json) answerJson(terminal, { ...summary, ...command });
  else answer(terminal, shortPaths(summaryText(summary, command, terminal.answerColors), terminal.directory));
  return ExitCode.done;
}
