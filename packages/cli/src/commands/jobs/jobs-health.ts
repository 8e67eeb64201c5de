import { health, healthText, wallClock } from '@parquetry/delivery';
import { ExitCode } from '../../exit-codes.ts';
import { answer, answerJson } from '../../terminal/terminal.ts';
import type { CommandContext } from '../command-context.ts';
import type { JobsFlags } from './jobs-flags.ts';
import { openLetters, withQueueErrors } from './open-letters.ts';

/** `parquetry jobs health <place>`: exit code 1 when something is to be looked at. */
export async function jobsHealth(
  place: string,
  flags: JobsFlags,
  context: CommandContext,
): Promise<ExitCode> {
  const { terminal, json } = context;
  await using opened = await openLetters(place, flags, context);
  const { letters, objects, to } = opened;
  const report = await withQueueErrors(() =>
    health({ letters, store: objects.store, clock: wallClock, signal: terminal.signal, ...(to && { to }) }),
  );
  if (json) answerJson(terminal, report);
  else answer(terminal, healthText(report));
  return report.isHealthy ? ExitCode.done : ExitCode.badAnswer;
}
