import { settingKey, settingsOf } from '../plan/size.ts';
import { publishOrder } from '../versions/publish-order.ts';
import { publishVersions, versionsBySetting } from '../versions/publish-versions.ts';
import { restoreLatest } from '../versions/restore-latest.ts';
import { planeOf, type Run } from './run.ts';
import type { TargetedVisit } from './run-visits.ts';
import { takenOf } from './sample-log.ts';

function pendingOf({ log, plan }: Run) {
  const taken = takenOf(log.entries);
  const pending = plan.visits.filter(({ samples }) => samples.some(({ number }) => !taken.has(number)));
  return { taken, pending };
}

/** Publishes what the samples that are still to be taken need, and gives `$LATEST` back at once. */
async function publish(run: Run, renew: () => Promise<void>) {
  const { dependencies, journal, mark, name, plan, request } = run;
  const plane = planeOf(dependencies);
  const { pending } = pendingOf(run);
  const needed = new Set(pending.map(({ size }) => settingKey(size)));
  const settings = settingsOf(request.memoryMb, request.engines).filter((one) => needed.has(settingKey(one)));
  const coldOf = (key: string) =>
    pending.filter(({ cold, size }) => cold !== null && settingKey(size) === key).length;
  const original = { memoryMb: mark.memoryMb, engine: mark.engine ?? null };
  const order = publishOrder(settings, (setting) => coldOf(settingKey(setting)), original);
  const published = await publishVersions(plane, order, {
    name,
    runId: request.runId,
    original: { memoryMb: mark.memoryMb, engine: mark.engine },
    codeSha256: request.isCopy ? null : plan.facts.codeSha256,
    journal,
    onPublished: async (versions) => {
      dependencies.tell({ kind: 'preparing', versions, of: order.length });
      await renew();
    },
  });
  if (!request.isCopy) await restoreLatest(plane, name, mark);
  await journal.write({ event: 'restored' });
  return versionsBySetting(published);
}

/** Publishes versions, and gives every visit its own: cold ones take one each, in order. */
export async function targetVisits(run: Run, renew: () => Promise<void>): Promise<TargetedVisit[]> {
  const versions = await publish(run, renew);
  const { taken } = pendingOf(run);
  const coldUsed = new Map<string, number>();
  return run.plan.visits.map((visit) => {
    const key = settingKey(visit.size);
    const known = versions.get(key);
    const isTaken = visit.samples.every(({ number }) => taken.has(number));
    if (isTaken || !known) return { visit, target: { name: run.name, version: '$LATEST' } };
    if (visit.cold === null) return { visit, target: { name: run.name, version: known.warm } };
    const used = coldUsed.get(key) ?? 0;
    coldUsed.set(key, used + 1);
    return { visit, target: { name: run.name, version: known.cold[used]! } };
  });
}
