import { type CleanedUp, cleanUp, createTuneClients, destroyTuneClients, systemClock } from '@parquetry/tune';
import { ExitCode } from '../../exit-codes.ts';
import { plural } from '../../terminal/format.ts';
import { answer, answerJson, say } from '../../terminal/terminal.ts';
import type { CommandContext } from '../command-context.ts';
import { asTuneUsage } from './as-tune-usage.ts';
import { functionPlace } from './function-place.ts';

export interface CleanupOptions {
  readonly run?: string;
  readonly region?: string;
  readonly endpoint?: string;
}

function cleanedText({ copies, latest, left, unlocked, versions }: CleanedUp): string {
  const done = [
    ...(latest === 'restored' ? ['$LATEST has its configuration back'] : []),
    ...(latest === 'kept' && left.length === 0 ? ['$LATEST stays as somebody else has set it'] : []),
    ...(versions.length > 0 ? [`${plural(versions.length, 'version')} deleted`] : []),
    ...(copies.length > 0 ? [`deleted ${copies.join(', ')}`] : []),
    ...(unlocked ? ['unlocked'] : []),
  ];
  return done.length === 0 ? 'nothing was left to clean up' : done.join('; ');
}

/** `parquetry tune cleanup <function>` */
export async function cleanupTune(
  target: string,
  { run, ...where }: CleanupOptions,
  { json, terminal }: CommandContext,
): Promise<ExitCode> {
  const clients = createTuneClients(functionPlace(target, where));
  try {
    const cleaned = await asTuneUsage(() =>
      cleanUp(clients, systemClock, {
        target,
        signal: terminal.signal,
        ...(run !== undefined && { runId: run }),
      }),
    );
    if (json) answerJson(terminal, cleaned);
    else answer(terminal, cleanedText(cleaned));
    for (const left of cleaned.left) say(terminal, `still there: ${left}`);
    return cleaned.left.length === 0 ? ExitCode.done : ExitCode.impossible;
  } finally {
    destroyTuneClients(clients);
  }
}
