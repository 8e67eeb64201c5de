import { stat } from 'node:fs/promises';
import {
  type Conversion,
  type ConversionPlan,
  type Engine,
  filePath,
  StageClock,
  UnsupportedError,
} from '@parquetry/core';
import { type Contestant, commandFor, missingFormat, wantsSchema } from '../../contestants/contestant.ts';
import { type RunningCommand, startCommand } from '../../contestants/run-command.ts';
import { writeSchemaFiles } from '../../contestants/schema-file.ts';
import { UNKNOWN_WRITER } from '../../verification/read-output.ts';

const writers = { parquet: UNKNOWN_WRITER, avro: UNKNOWN_WRITER };

/** Commands that have not ended, for whoever has to end them. */
export type Running = Set<RunningCommand>;

async function run(
  argv: readonly string[],
  running: Running,
  signal: AbortSignal | undefined,
): Promise<void> {
  signal?.throwIfAborted();
  const command = startCommand(argv);
  running.add(command);
  signal?.addEventListener('abort', command.kill, { once: true });
  const failure = await command.ended;
  running.delete(command);
  signal?.removeEventListener('abort', command.kill);
  signal?.throwIfAborted();
  if (failure !== undefined) throw new Error(failure);
}

async function bytesOf(path: string): Promise<number> {
  try {
    return (await stat(path)).size;
  } catch (cause) {
    throw new Error(`the command succeeded but wrote no ${path}`, { cause });
  }
}

async function convert(
  contestant: Contestant,
  running: Running,
  plan: ConversionPlan,
  signal?: AbortSignal,
): Promise<Conversion> {
  const clock = new StageClock();
  const outputs = plan.outputs.map(({ format, ref }) => ({ format, ref, path: filePath(ref) }));
  const [schema] = wantsSchema(contestant) ? await writeSchemaFiles([plan]) : [];
  const argv = commandFor(contestant, { input: filePath(plan.source.ref), schema, outputs });
  await run(argv, running, signal);
  const written = outputs.map(async ({ format, ref, path }) => ({ format, ref, bytes: await bytesOf(path) }));
  const result = {
    // What a command reads and sets aside cannot be seen.
    rows: { read: 0, written: 0, rejected: 0, padded: 0 },
    bytes: { read: plan.source.bytes, parsed: plan.source.bytes },
    outputs: await Promise.all(written),
    stages: clock.stages(),
    elapsedMs: clock.elapsedMs(),
  };
  return { status: 'converted', result };
}

/** A command as an engine between files: a process for each of them, as many at once as there are threads. */
export const commandEngine = (contestant: Contestant, running: Running): Engine => ({
  name: contestant.name,
  writers,
  supports({ outputs }) {
    const because = missingFormat(
      contestant,
      outputs.map(({ format }) => format),
    );
    return because === undefined ? { supported: true } : { supported: false, because };
  },
  async open(_store, { threads }) {
    if (process.platform !== 'linux') {
      throw new UnsupportedError('the CPU time of a command can be measured on Linux only');
    }
    return {
      filesInFlight: threads,
      convert: (plan, signal) => convert(contestant, running, plan, signal),
      [Symbol.asyncDispose]: async () => {},
    };
  },
});
