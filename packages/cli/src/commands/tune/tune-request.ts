import { randomBytes } from 'node:crypto';
import {
  type InvocationHooks,
  type Load,
  type PayloadSource,
  parseHook,
  preparePayloads,
  type TuneRequest,
} from '@parquetry/tune';
import type { Terminal } from '../../terminal/terminal.ts';
import type { TuneOptions } from './tune-options.ts';

const WARM_UPS = 2;
const RAMP_SHARE = 0.2;

/** Of a new run; the one that is resumed keeps its own. */
const runIdOf = ({ resume }: TuneOptions): string => resume ?? randomBytes(4).toString('hex');

function loadOf({ rate, seconds }: TuneOptions): Load {
  if (rate === undefined) return { kind: 'closed-loop' };
  return { kind: 'fixed-rate', perSecond: rate, seconds, rampSeconds: seconds * RAMP_SHARE };
}

function hooksOf(
  { prepare, cleanUpWith }: TuneOptions,
  { environment }: Terminal,
): InvocationHooks | undefined {
  if (prepare === undefined && cleanUpWith === undefined) return undefined;
  return {
    ...(prepare !== undefined && { before: parseHook(prepare, environment) }),
    ...(cleanUpWith !== undefined && { after: parseHook(cleanUpWith, environment) }),
  };
}

const namesOf = (text: string | undefined): string[] =>
  text === undefined ? [] : text.split(',').map((name) => name.trim());

/** What is to be sampled, from what was asked for. @throws TuneError where payloads or commands cannot be used. */
export async function requestOf(
  target: string,
  place: TuneRequest['place'],
  source: PayloadSource,
  options: TuneOptions,
  terminal: Terminal,
): Promise<TuneRequest> {
  const runId = runIdOf(options);
  const hooks = hooksOf(options, terminal);
  return {
    runId,
    target,
    place,
    memoryMb: options.memory,
    engines: namesOf(options.engines),
    concurrency: options.concurrency,
    samples: options.samples,
    coldSamples: options.cold,
    warmUps: WARM_UPS,
    load: loadOf(options),
    payloads: await preparePayloads(source, { runId, keep: options.keepPayloads === true }),
    ...(hooks && { hooks }),
    seed: options.seed,
    isCopy: options.copy === true,
    maxDollars: place === 'aws' ? options.maxUsd : null,
    sloMs: options.slo ?? null,
    balancedWeight: options.balancedWeight,
  };
}
