import { concurrencyOf, eventsOf, type Visit } from '../plan/plan-visits.ts';
import { settingKey } from '../plan/size.ts';
import { TuneError } from '../plan/tune-error.ts';
import type { TuneRequest } from '../plan/tune-request.ts';
import { type SampleEntry, takenOf } from './sample-log.ts';

/**
 * Events that may have been sent after the one that the log knows last: in a closed loop each is logged before the next in
 * its place is sent, of a fixed rate a whole visit may be on its way.
 */
const mostUnlogged = (request: TuneRequest): number =>
  request.load.kind === 'fixed-rate' ? eventsOf(request.load) : Math.max(...concurrencyOf(request));

/** Events that are still to be sent, if none has to be repeated: versions are new, and are warmed up again. */
function stillNeeded(visits: readonly Visit[], taken: ReadonlySet<number>, { warmUps }: TuneRequest): number {
  const pending = visits.flatMap((visit) => {
    const left = visit.samples.filter(({ number }) => !taken.has(number)).length;
    return left === 0 ? [] : [{ visit, left }];
  });
  const warmed = new Map<string, number>();
  for (const { visit } of pending) {
    if (visit.cold !== null) continue;
    const key = settingKey(visit.size);
    warmed.set(key, Math.max(warmed.get(key) ?? 0, visit.size.concurrency));
  }
  const samples = pending.reduce((sum, { left }) => sum + left, 0);
  return warmed.values().reduce((sum, atOnce) => sum + atOnce * warmUps, samples);
}

/**
 * How many events an interrupted run may have sent, those that were in flight included, so that none is sent twice.
 *
 * @throws TuneError `refused` where payloads that are sent once would run out.
 */
export function sentBefore(
  entries: readonly SampleEntry[],
  visits: readonly Visit[],
  request: TuneRequest,
): number {
  const logged = entries.reduce((most, { sent }) => Math.max(most, sent), 0);
  const sent = logged + mostUnlogged(request);
  const { most, told } = request.payloads;
  const needed = stillNeeded(visits, takenOf(entries), request);
  if (most === null || needed === 0 || sent + needed <= most) return sent;
  throw new TuneError(
    'refused',
    `up to ${sent} of the ${most} payloads of ${told.description} were sent before run ${request.runId} was interrupted, and ${needed} more are needed: begin a new run, with payloads that were not sent`,
  );
}
