import { type Setting, settingKey, settingsOf } from '../plan/size.ts';
import { publishOrder } from '../versions/publish-order.ts';
import { publishVersions, type VersionsOf, versionsBySetting } from '../versions/publish-versions.ts';
import { restoreLatest } from '../versions/restore-latest.ts';
import { tryLargeSizes } from '../versions/try-large-sizes.ts';
import { planeOf, type Run } from './run.ts';
import type { RefusedSetting, VisitsRequest } from './run-visits.ts';
import { takenOf } from './sample-log.ts';

function pendingOf({ log, plan }: Run) {
  const taken = takenOf(log.entries);
  const pending = plan.visits.filter(({ samples }) => samples.some(({ number }) => !taken.has(number)));
  return { taken, pending };
}

/** What the samples that are still to be taken need. */
function neededOf(run: Run) {
  const { memoryMb, engines } = run.request;
  const { pending } = pendingOf(run);
  const needed = new Set(pending.map(({ size }) => settingKey(size)));
  const settings = settingsOf(memoryMb, engines).filter((one) => needed.has(settingKey(one)));
  const coldOf = (setting: Setting) =>
    pending.filter(({ cold, size }) => cold !== null && settingKey(size) === settingKey(setting)).length;
  return { settings, coldOf };
}

interface Published {
  readonly versions: ReadonlyMap<string, VersionsOf>;
  readonly refused: readonly RefusedSetting[];
}

/** Publishes what this account is given of what is needed, and gives `$LATEST` back at once. */
async function publish(run: Run, renew: () => Promise<void>): Promise<Published> {
  const { dependencies, journal, mark, name, plan, request } = run;
  const plane = planeOf(dependencies);
  const { coldOf, settings } = neededOf(run);
  const memoryMb = settings.map((setting) => setting.memoryMb);
  const original = { memoryMb: mark.memoryMb, engine: mark.engine };
  const tried = await tryLargeSizes(plane, { name, original, memoryMb, journal });
  const because = new Map(tried.refused.map((refused) => [refused.memoryMb, refused.because]));
  const order = publishOrder(
    settings.filter((setting) => !because.has(setting.memoryMb)),
    coldOf,
    { memoryMb: mark.memoryMb, engine: mark.engine ?? null },
  );
  const published = await publishVersions(plane, order, {
    name,
    runId: request.runId,
    original: tried.latest,
    codeSha256: request.isCopy ? null : plan.facts.codeSha256,
    journal,
    onPublished: async (versions) => {
      dependencies.tell({ kind: 'preparing', versions, of: order.length });
      await renew();
    },
  });
  if (!request.isCopy) await restoreLatest(plane, name, mark);
  await journal.write({ event: 'restored' });
  return {
    versions: versionsBySetting(published),
    refused: settings.flatMap((setting) => {
      const words = because.get(setting.memoryMb);
      return words === undefined ? [] : [{ ...setting, because: words }];
    }),
  };
}

/**
 * Publishes versions, and gives every visit its own: cold ones take one each, in order. Sizes that the account is not given
 * are told, and have none.
 */
export async function targetVisits(
  run: Run,
  renew: () => Promise<void>,
): Promise<Pick<VisitsRequest, 'refused' | 'visits'>> {
  const { refused, versions } = await publish(run, renew);
  const { taken } = pendingOf(run);
  const coldUsed = new Map<string, number>();
  const visits = run.plan.visits.map((visit) => {
    const key = settingKey(visit.size);
    const known = versions.get(key);
    const isTaken = visit.samples.every(({ number }) => taken.has(number));
    if (isTaken || !known) return { visit, target: { name: run.name, version: '$LATEST' } };
    if (visit.cold === null) return { visit, target: { name: run.name, version: known.warm } };
    const used = coldUsed.get(key) ?? 0;
    coldUsed.set(key, used + 1);
    return { visit, target: { name: run.name, version: known.cold[used]! } };
  });
  return { refused, visits };
}
