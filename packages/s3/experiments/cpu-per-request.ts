// Processor time of one PUT and one GET, by client: `node experiments/cpu-per-request.ts [rounds] [requests] [bytes]`.
// Clients take turns within a round, so that whatever else the machine does strikes all of them.
import { Agent, request } from 'node:http';
import { startLocalAws } from '@parquetry/local-aws';
import { openS3, type S3SettingsInput, type S3Store, s3Settings } from '../src/index.ts';

const [rounds = 15, requests = 400, bytes = 64 << 10] = process.argv.slice(2).map(Number);
const CONCURRENCY = 8;
const CONTENT = Buffer.alloc(bytes, 'flights,');

interface Client {
  put(key: string): Promise<unknown>;
  get(key: string): Promise<unknown>;
}

/** As little as Node can do: no signature, no retry, no port. */
function plainHttp(endpoint: string): Client {
  const agent = new Agent({ keepAlive: true, maxSockets: 32 });
  const send = (method: string, key: string, body?: Buffer) =>
    new Promise<Buffer>((resolve, reject) => {
      const headers = body ? { 'content-length': body.length } : {};
      const sent = request(`${endpoint}/experiment/${key}`, { agent, method, headers }, async (response) => {
        const chunks: Buffer[] = [];
        for await (const chunk of response) chunks.push(chunk as Buffer);
        resolve(Buffer.concat(chunks));
      });
      sent.once('error', reject);
      sent.end(body);
    });
  return { put: (key) => send('PUT', key, CONTENT), get: (key) => send('GET', key) };
}

async function* oneChunk() {
  yield CONTENT;
}

function through(store: S3Store): Client {
  const ref = (key: string) => ({ bucket: 's3://experiment', key });
  return { put: (key) => store.write(ref(key), oneChunk()), get: (key) => store.readWhole(ref(key)) };
}

async function cpuMicrosPerRequest(run: (key: string) => Promise<unknown>): Promise<number> {
  let next = 0;
  const lane = async () => {
    while (next < requests) await run(`k${next++ % 16}`);
  };
  const before = process.cpuUsage();
  await Promise.all(Array.from({ length: CONCURRENCY }, lane));
  const { user, system } = process.cpuUsage(before);
  return (user + system) / requests;
}

const quantile = (sorted: readonly number[], q: number) => sorted[Math.round((sorted.length - 1) * q)]!;

process.env['AWS_ACCESS_KEY_ID'] ??= 'local';
process.env['AWS_SECRET_ACCESS_KEY'] ??= 'local';
await using aws = await startLocalAws();
await aws.createBucket('experiment');
const stores: S3Store[] = [];
const open = (settings: S3SettingsInput) => {
  const store = openS3(s3Settings.parse({ endpoint: aws.endpoint, ...settings }));
  stores.push(store);
  return through(store);
};
const clients: Record<string, Client> = {
  'node:http alone': plainHttp(aws.endpoint),
  'lean, checksums none': open({ client: 'lean', checksums: 'none' }),
  'lean, checksums native': open({ client: 'lean' }),
  'sdk, checksums none': open({ checksums: 'none' }),
  'sdk, checksums native': open({}),
  'sdk, checksums sdk': open({ checksums: 'sdk' }),
};

const seen = new Map<string, number[]>();
for (let round = -2; round < rounds; round += 1) {
  for (const operation of ['put', 'get'] as const) {
    const names = Object.keys(clients);
    const turn = Math.abs(round) % names.length;
    for (const name of [...names.slice(turn), ...names.slice(0, turn)]) {
      const micros = await cpuMicrosPerRequest((key) => clients[name]![operation](key));
      const row = `${operation} ${name}`;
      if (round >= 0) seen.set(row, [...(seen.get(row) ?? []), micros]);
    }
  }
}
for (const store of stores) await store[Symbol.asyncDispose]();

process.stdout.write(
  `| request of ${bytes} bytes | CPU, µs: median (quartiles), n = ${rounds} × ${requests} | × node:http |\n|---|---|---|\n`,
);
for (const [row, values] of seen) {
  const base = seen.get(`${row.slice(0, 3)} node:http alone`)!;
  const sorted = values.toSorted((a, b) => a - b);
  const ratios = values.map((value, round) => value / base[round]!).toSorted((a, b) => a - b);
  const [low, middle, high] = [0.25, 0.5, 0.75].map((q) => Math.round(quantile(sorted, q)));
  process.stdout.write(`| ${row} | ${middle} (${low}–${high}) | ${quantile(ratios, 0.5).toFixed(2)} |\n`);
}
process.exit(0);
