/** Pipelines that copy objects by plain requests. Runs as a process of its own, as the children of a bundle do. */
import { readFile, writeFile } from 'node:fs/promises';
import {
  createPipelineHandler,
  type PipelineTools,
  PipelineTurns,
  serveRequest,
} from '@parquetry/bench/pipeline';
import { serveTurns } from '@parquetry/bench/turns';

type OpenPipeline = PipelineTools['openPipeline'];
type Pipeline = Awaited<ReturnType<OpenPipeline>>;
type ObjectRef = Parameters<Pipeline['store']['stat']>[0];

export interface FakeHabits {
  /** Of each object, before it is read. */
  readonly looksFirst?: boolean;
  /** A file whose length is how many of the passes to come are to retry a request. */
  readonly retriesIn?: string;
}

const endpoint = process.env['AWS_ENDPOINT_URL'] ?? '';
const urlOf = ({ bucket, key }: ObjectRef) => `${endpoint}/${bucket.replace('s3://', '')}/${key}`;

const KEY = /<Key>([^<]+)<\/Key>/g;
const SUFFIX = /\.[^./]*$/;
const NO_STAGES = { readMs: 1, parseMs: 1, encodeParquetMs: 1, encodeAvroMs: 1, writeMs: 1 };

/** Requests with an account of them. */
class Requests {
  readonly counts: Record<string, number> = {};

  async send(operation: string, url: string, init?: RequestInit): Promise<ArrayBuffer> {
    this.counts[operation] = (this.counts[operation] ?? 0) + 1;
    const response = await fetch(url, init);
    if (!response.ok) throw new Error(`${init?.method ?? 'GET'} ${url}: ${response.status}`);
    return response.arrayBuffer();
  }
}

async function isRetried({ retriesIn }: FakeHabits): Promise<boolean> {
  const left = retriesIn === undefined ? '' : await readFile(retriesIn, 'utf8').catch(() => '');
  if (left === '') return false;
  await writeFile(retriesIn!, left.slice(1));
  return true;
}

const never = () => {
  throw new Error('a fake pipeline does not do this');
};

function listing(requests: Requests): Pipeline['store'] {
  return {
    async *list(bucket, prefix) {
      const url = `${urlOf({ bucket, key: '' })}?list-type=2&prefix=${prefix}`;
      const xml = Buffer.from(await requests.send('ListObjectsV2', url)).toString('utf8');
      for (const [, key] of xml.matchAll(KEY)) yield { ref: { bucket, key: key! }, bytes: 1, etag: 'e' };
    },
    stat: never,
    read: never,
    write: never,
    delete: never,
  };
}

const openPipeline =
  (habits: FakeHabits): OpenPipeline =>
  async ({ request: { recipe } }) => {
    const requests = new Requests();
    const retries = (await isRetried(habits)) ? 1 : 0;
    if (retries > 0) requests.counts['GetObject'] = 1;
    return {
      store: listing(requests),
      async settle(job) {
        const source = urlOf(job.source.ref);
        if (habits.looksFirst) await requests.send('HeadObject', source, { method: 'HEAD' });
        const body = Buffer.from(await requests.send('GetObject', source));
        const stem = job.source.ref.key.split('/').at(-1)!.replace(SUFFIX, '');
        const outputs = recipe.outputs.map(({ format }) => ({
          format,
          ref: { bucket: recipe.to.bucket, key: `${recipe.to.prefix}${stem}.${format}` },
          bytes: body.length,
        }));
        for (const { ref } of outputs) await requests.send('PutObject', urlOf(ref), { method: 'PUT', body });
        const bytes = { read: body.length, parsed: body.length, written: body.length };
        const rows = { read: 1, written: 1, rejected: 0, padded: 0 };
        const result = { etag: 'e', rows, bytes, outputs, stages: NO_STAGES, elapsedMs: 1 };
        return { status: 'converted', job, result, attempts: 1 };
      },
      usage: async () => ({
        s3: {
          requests: requests.counts,
          retries,
          bytesRead: 0,
          bytesWritten: 0,
          connectionsOpened: 0,
          mostConnections: 0,
        },
        cache: { hits: 0, misses: 0 },
      }),
      [Symbol.asyncDispose]: async () => undefined,
    };
  };

const writers = { parquet: 'fake', avro: 'fake' };

export const serveSamples = (habits: FakeHabits): void =>
  serveRequest(
    createPipelineHandler({
      openPipeline: openPipeline(habits),
      loadEngine: async (name) => ({ name, writers, supports: () => ({ supported: true }), open: never }),
    }),
  );

export const takeTurns = (habits: FakeHabits): void =>
  serveTurns(new PipelineTurns({ openPipeline: openPipeline(habits) }), { harnessSha256: 'fake' });
