import { availableParallelism, totalmem } from 'node:os';
import { type ConvertSettings, readSettings, SettingsError } from '@parquetry/lambda/convert';
import { UsageError } from '../../exit-codes.ts';
import { isS3Name, prefixOf } from '../../inputs/places.ts';
import type { CommandContext } from '../command-context.ts';
import type { WorkerFlags } from './worker-flags.ts';

type Variables = Record<string, string | undefined>;

const MIB = 1 << 20;

/** In a container, what that may use. */
function machineFacts() {
  const constrained = process.constrainedMemory() || Number.POSITIVE_INFINITY;
  return { memoryMb: Math.floor(Math.min(totalmem(), constrained) / MIB), threads: availableParallelism() };
}

function placeVariables(flag: string, name: string | undefined, variable: string): Variables {
  if (name === undefined) return {};
  if (!isS3Name(name)) {
    throw new UsageError(`${flag} ${name} is no place of S3, which events tell of; name s3://bucket/prefix/`);
  }
  const { bucket, prefix } = prefixOf(name);
  return { [`${variable}_BUCKET`]: bucket, [`${variable}_PREFIX`]: prefix };
}

/** What the command line says, in the words of the environment; what it leaves out, the environment says. */
function saidVariables(flags: WorkerFlags, { resolved }: CommandContext): Variables {
  const { sources, settings } = resolved;
  const said = (name: keyof typeof sources, text: string | undefined): string | undefined =>
    sources[name].from === 'default' ? undefined : text;
  const { ERROR_BUCKET } = placeVariables('--errors', flags.errors, 'ERROR');
  return {
    ...placeVariables('--in', flags.in, 'INPUT'),
    ...placeVariables('--out', flags.out, 'OUTPUT'),
    ERROR_BUCKET,
    ENGINE: said('engine', settings.engine),
    FORMATS: said('to', settings.to?.join(',')),
    MAX_WORKERS: said('threads', `${settings.threads}`),
    MEMORY_LIMIT_MB: said('memory', `${settings.memory}`),
    DLQ_QUEUE_URL: flags.deadLetters,
    MAX_RETRIES: flags.retries?.toString(),
  };
}

/** Who names no place is told the flag as well. */
const withFlags = (message: string): string =>
  message
    .replace(/^- INPUT_BUCKET is not set$/m, '$&; --in names it, too')
    .replace(/^- OUTPUT_BUCKET is not set$/m, '$&; --out names it, too');

/**
 * The settings of a worker: the environment variables of the function, and flags before them.
 *
 * @throws UsageError with all that is wrong.
 */
export function workerSettings(flags: WorkerFlags, context: CommandContext): ConvertSettings {
  const { environment } = context.terminal;
  const said = Object.entries(saidVariables(flags, context)).filter(([, text]) => text !== undefined);
  try {
    const settings = readSettings({ ...environment, ...Object.fromEntries(said) }, machineFacts());
    const { endpoint, region } = context.settings;
    const s3 = { ...settings.pipeline.s3, ...(endpoint && { endpoint }), ...(region && { region }) };
    return { ...settings, pipeline: { ...settings.pipeline, s3 } };
  } catch (error) {
    if (error instanceof SettingsError) throw new UsageError(withFlags(error.message));
    throw error;
  }
}
