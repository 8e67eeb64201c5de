import { displayRef, type ObjectRef, type ObjectStore } from '@parquetry/core';
import { type ExitCode, UsageError } from '../../exit-codes.ts';
import { expandInputs, type Input, STDOUT } from '../../inputs/expand-inputs.ts';
import { nameOutputs, requireOutsideInputs } from '../../inputs/name-outputs.ts';
import { defaultRejects, nameRejects } from '../../inputs/name-rejects.ts';
import { openObjects } from '../../inputs/open-objects.ts';
import { refOf } from '../../inputs/places.ts';
import { withStandardStreams } from '../../inputs/standard-streams.ts';
import { answerJson } from '../../terminal/terminal.ts';
import type { CommandContext } from '../command-context.ts';
import { sourceOptionsOf } from '../source-flags.ts';
import { requireUnused } from '../write-text.ts';
import { carryOut, type Request } from './carry-out.ts';
import { badRowPolicyOf, type ConvertFlags } from './convert-flags.ts';
import { removeStaleRejects, requireNew } from './existing-files.ts';
import { exitCodeOfAll } from './input-outcome.ts';
import { outcomeJson } from './outcome-json.ts';
import { requireWritable } from './output-plans.ts';
import { saveFinalSchema } from './save-final-schema.ts';
import { tellOutcomes } from './tell-outcomes.ts';

/** @throws UsageError when stdout is asked for more than it can take. */
function requireStdoutFits(flags: ConvertFlags, { json, terminal }: CommandContext): void {
  if (flags.out !== '-') return;
  if (json) throw new UsageError('--json and --out - both want stdout; choose one');
  if (terminal.isAnsweringToTerminal) {
    throw new UsageError('Parquet and Avro are not for a terminal; pipe stdout somewhere, or name a file');
  }
}

/** @throws UsageError when there would be several schemas, or their file is one of those in `used`. */
function schemaFileOf(
  flags: ConvertFlags,
  inputs: readonly Input[],
  used: readonly ObjectRef[],
  directory: string,
): ObjectRef | undefined {
  const { saveSchema, schemaPerFile } = flags;
  if (saveSchema === undefined) return undefined;
  if (schemaPerFile && inputs.length > 1) {
    throw new UsageError('--save-schema writes one schema, --schema-per-file makes several; choose one');
  }
  const ref = refOf(saveSchema, directory);
  requireOutsideInputs('--save-schema', [ref], inputs);
  requireUnused('--save-schema', ref, [...inputs.map((input) => input.ref), ...used]);
  return ref;
}

/** Everything that can be checked before a byte is read. */
async function requestOf(
  inputNames: readonly string[],
  flags: ConvertFlags,
  context: CommandContext,
  store: ObjectStore,
): Promise<Request & { readonly schemaFile: ObjectRef | undefined }> {
  const { settings, terminal } = context;
  const { directory, signal } = terminal;
  const sourceOptions = sourceOptionsOf(flags);
  const badRows = badRowPolicyOf(flags);
  const inputs = await expandInputs(inputNames, directory, { store, signal });
  const named = nameOutputs({ inputs, out: flags.out, formats: settings.to, directory });
  requireStdoutFits(flags, context);
  requireWritable(named.formats, flags, settings);
  const rejects =
    badRows.fate === 'fail'
      ? undefined
      : await nameRejects({ inputs, named, rejects: flags.rejects, directory });
  const schemaFile = schemaFileOf(flags, inputs, [...named.refs.flat(), ...(rejects ?? [])], directory);
  return { inputs, named, rejects, sourceOptions, badRows, flags, context, schemaFile };
}

/** `parquetry convert <inputs…>` */
export async function convert(
  inputNames: readonly string[],
  flags: ConvertFlags,
  context: CommandContext,
): Promise<ExitCode> {
  await using objects = openObjects(context);
  const request = await requestOf(inputNames, flags, context, objects.store);
  const { inputs, named, rejects, schemaFile } = request;
  await using streams = withStandardStreams(context.terminal, 'whole', objects.store);
  const { store } = streams;
  if (!flags.overwrite) {
    const outputs = named.refs.flat().filter((ref) => ref !== STDOUT);
    await requireNew(
      store,
      [...outputs, ...(rejects ?? []), ...(schemaFile ? [schemaFile] : [])],
      context.terminal.signal,
    );
  }

  const outcomes = await carryOut(request, store);
  if (flags.overwrite) {
    const kept = new Set([...inputs.map(({ ref }) => ref), ...named.refs.flat()].map(displayRef));
    await removeStaleRejects(store, outcomes, rejects ?? defaultRejects(named), kept);
  }
  try {
    if (schemaFile) await saveFinalSchema(schemaFile, outcomes, flags, { context, store });
  } finally {
    tellOutcomes(outcomes, flags, context);
    if (context.json) answerJson(context.terminal, { conversions: outcomes.map(outcomeJson) });
  }
  return exitCodeOfAll(outcomes);
}
