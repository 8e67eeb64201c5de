import type { ObjectStore } from '@parquetry/core';
import { type Job, openStores } from '@parquetry/delivery';
import type { ClientTraffic } from '../record/traffic.ts';
import { clientTraffic } from './client-traffic.ts';
import { type TimedPass, timed, timedPass } from './measure-deliveries.ts';
import { type Equipment, jobsOf, pipelineRequest, wrapperOf } from './open-for.ts';
import type { MeasurePipeline } from './pipeline-request.ts';

type ProbeName = NonNullable<MeasurePipeline['probe']>;

/** What was made of a source, in memory, in the chunks that it was read in. */
interface MadeObject {
  readonly key: string;
  readonly chunks: readonly Uint8Array[];
}

const MADE = 'made';

async function inTurns<Item>(
  items: Iterator<Item> | AsyncIterator<Item>,
  lanes: number,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const takeTurns = async () => {
    for (let next = await items.next(); !next.done; next = await items.next()) await work(next.value);
  };
  await Promise.all(Array.from({ length: lanes }, takeTurns));
}

const openProbe = (equipment: Equipment) =>
  openStores(pipelineRequest(equipment), { wrapHandler: wrapperOf(equipment) });

const outputsOf = (equipment: Equipment, label: string) => pipelineRequest(equipment, label).recipe.to;

const trafficOf = (stores: ReturnType<typeof openProbe>): ClientTraffic =>
  clientTraffic({ s3: stores.usage(), cache: { hits: 0, misses: 0 } });

async function download(store: ObjectStore, { source: { ref, etag } }: Job): Promise<void> {
  for await (const _ of store.read(ref, { ...(etag && { ifMatch: etag }) }));
}

async function upload(store: ObjectStore, equipment: Equipment, label: string, { key, chunks }: MadeObject) {
  const { bucket, prefix } = outputsOf(equipment, label);
  await store.write(
    { bucket, key: prefix + key },
    (async function* () {
      yield* chunks;
    })(),
  );
}

/** What a probe uploads: everything is converted once and read back. */
export async function makeObjects(
  equipment: Equipment,
): Promise<{ made: MadeObject[]; traffic: ClientTraffic[] }> {
  const pass = await timedPass(equipment, MADE);
  await using stores = openProbe(equipment);
  const { bucket, prefix } = outputsOf(equipment, MADE);
  const made: MadeObject[] = [];
  for await (const { ref } of stores.store.list(bucket, prefix)) {
    const chunks: Uint8Array[] = [];
    for await (const chunk of stores.store.read(ref)) chunks.push(new Uint8Array(chunk));
    made.push({ key: ref.key.slice(prefix.length), chunks });
  }
  return { made, traffic: [pass.traffic, trafficOf(stores)] };
}

function carryOut(
  probe: ProbeName,
  store: ObjectStore,
  equipment: Equipment,
  made: readonly MadeObject[],
  label: string,
): Promise<void> {
  const { filesInFlight } = equipment.settings;
  const jobs = jobsOf(equipment, { store });
  switch (probe) {
    case 'download':
      return inTurns(jobs, filesInFlight, (job) => download(store, job));
    case 'upload':
      return inTurns(made.values(), filesInFlight, (one) => upload(store, equipment, label, one));
    case 'requests': {
      const objects = made.values();
      const outputs = equipment.request.recipe.outputs.length;
      return inTurns(jobs, filesInFlight, async (job) => {
        await download(store, job);
        await Promise.all([...objects.take(outputs)].map((one) => upload(store, equipment, label, one)));
      });
    }
    default:
      return probe satisfies never;
  }
}

/** One pass of a probe: nothing is converted, and its outputs are copies of `made`. */
export async function probePass(
  equipment: Equipment,
  probe: ProbeName,
  made: readonly MadeObject[],
  label: string,
): Promise<TimedPass> {
  await using stores = openProbe(equipment);
  const { value: _, ...times } = await timed(() => carryOut(probe, stores.store, equipment, made, label));
  return { iteration: { ...times, stages: null }, outputBytes: {}, traffic: trafficOf(stores) };
}
