// 1 GiB written part by part: this store's own way against `Upload` of lib-storage, by the same client, each
// in a process of its own, in turns, to a server that throws everything away: `node experiments/upload-gigabyte.ts [rounds]`.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { Upload } from '@aws-sdk/lib-storage';
import type { BodyStream } from '@parquetry/core';
import { createClient } from '../src/client/create-client.ts';
import { nodeHandler } from '../src/client/node-handler.ts';
import { pooledAgents } from '../src/client/pooled-agents.ts';
import { UsageMeter } from '../src/client/usage-meter.ts';
import { openS3, s3Settings } from '../src/index.ts';

const MIB = 1 << 20;
const settings = s3Settings.parse({ checksums: 'none' });

/** As an engine gives it: many chunks, all in the same memory. */
async function* gigabyte(): BodyStream {
  const chunk = Buffer.alloc(256 << 10, 'flights,');
  for (let sent = 0; sent < 1024 * MIB; sent += chunk.length) yield chunk;
}

const writers: Record<string, (endpoint: string) => Promise<void>> = {
  async 'this store'(endpoint) {
    await using store = openS3({ ...settings, endpoint });
    await store.write({ bucket: 's3://experiment', key: 'large' }, gigabyte());
  },
  async 'lib-storage'(endpoint) {
    const place = { endpoint, region: 'us-east-1', isSafe: true };
    const meter = new UsageMeter();
    const agents = pooledAgents(settings, meter);
    const opening = {
      settings,
      place,
      random: Math.random,
      meter,
      wrapHandler: undefined,
      uploads: undefined,
    };
    const client = createClient(opening, nodeHandler(agents));
    async function* copies() {
      for await (const chunk of gigabyte()) yield Buffer.from(chunk as Uint8Array);
    }
    const Body = Readable.from(copies(), { objectMode: true, highWaterMark: 1 });
    const params = { Bucket: 'experiment', Key: 'large', Body };
    const { partBytes: partSize, partsInFlight: queueSize } = settings;
    await new Upload({ client, params, partSize, queueSize }).done();
    agents.destroy();
  },
};

async function listenAndForget(): Promise<void> {
  const server = createServer((request, response) => {
    request.resume().once('end', () => {
      response.setHeader('etag', '"0123456789abcdef0123456789abcdef"');
      const isBegun = request.url?.includes('uploads');
      response.end(
        request.method === 'POST' ? `<A><${isBegun ? 'UploadId>u</UploadId' : 'ETag>"e"</ETag'}></A>` : '',
      );
    });
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  process.send?.((server.address() as AddressInfo).port);
}

async function writeOnce(name: string, endpoint: string): Promise<void> {
  const startedMs = performance.now();
  await writers[name]!(endpoint);
  const { user, system } = process.cpuUsage();
  process.send?.({
    wallMs: performance.now() - startedMs,
    cpuMs: (user + system) / 1000,
    peakRssMiB: process.resourceUsage().maxRSS / 1024,
  });
  process.disconnect?.();
}

const env = {
  ...process.env,
  AWS_REGION: 'us-east-1',
  AWS_ACCESS_KEY_ID: 'local',
  AWS_SECRET_ACCESS_KEY: 'local',
};
const start = (...args: string[]) => fork(import.meta.filename, args, { env });

async function compare(rounds: number): Promise<void> {
  const server = start('server');
  const [port] = (await once(server, 'message')) as [number];
  const write = process.stdout.write.bind(process.stdout);
  write('| 1 GiB by | wall, ms | CPU, ms | peak RSS, MiB |\n|---|---|---|---|\n');
  for (let round = 0; round < rounds; round += 1) {
    for (const name of Object.keys(writers)) {
      const [{ wallMs, cpuMs, peakRssMiB }] = (await once(
        start(name, `http://127.0.0.1:${port}`),
        'message',
      )) as [{ wallMs: number; cpuMs: number; peakRssMiB: number }];
      write(`| ${name} | ${wallMs.toFixed(0)} | ${cpuMs.toFixed(0)} | ${peakRssMiB.toFixed(0)} |\n`);
    }
  }
  server.kill();
}

const [task = '5', endpoint = ''] = process.argv.slice(2);
if (task === 'server') await listenAndForget();
else if (task in writers) await writeOnce(task, endpoint);
else await compare(Number(task));
