// 512 MiB read by ranges of several sizes, several at once, over the network that a profile makes, each in a process of
// its own, in turns: `node experiments/read-ranges.ts [profile] [rounds]`.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { startLocalAws } from '@parquetry/local-aws';
import { type NetworkProfileName, networkProfiles, wrapWithProfile } from '@parquetry/local-aws/network';
import { type HttpHandler, openS3, type S3SettingsInput, s3Settings } from '../src/index.ts';

const MIB = 1 << 20;
const OBJECT_BYTES = 512 * MIB;
const ref = { bucket: 's3://experiment', key: 'large' };

const variants: readonly S3SettingsInput[] = [
  { rangeBytes: OBJECT_BYTES, rangesInFlight: 1 },
  { rangeBytes: 8 * MIB, rangesInFlight: 1 },
  ...[2, 4, 8].flatMap((size) =>
    [2, 4, 8].map((rangesInFlight) => ({ rangeBytes: size * MIB, rangesInFlight })),
  ),
];

async function readOnce(settings: S3SettingsInput, profile: NetworkProfileName): Promise<void> {
  const wrapHandler = (inner: HttpHandler) => wrapWithProfile(inner, networkProfiles[profile], 1);
  await using store = openS3(s3Settings.parse(settings), { wrapHandler });
  const startedMs = performance.now();
  let bytes = 0;
  for await (const chunk of store.read(ref)) bytes += chunk.length;
  if (bytes !== OBJECT_BYTES) throw new Error(`read ${bytes} bytes`);
  const seconds = (performance.now() - startedMs) / 1000;
  const { user, system } = process.cpuUsage();
  process.send?.(
    `${(bytes / MIB / seconds).toFixed(0)} | ${((user + system) / 1000).toFixed(0)} | ${(process.resourceUsage().maxRSS / 1024).toFixed(0)}`,
  );
  process.disconnect?.();
}

async function compare(profile: string, rounds: number): Promise<void> {
  await using aws = await startLocalAws();
  await aws.createBucket('experiment');
  const env = { ...process.env, ...aws.environment };
  Object.assign(process.env, aws.environment);
  await using store = openS3(s3Settings.parse({}));
  await store.write(
    ref,
    (async function* () {
      const chunk = Buffer.alloc(MIB, 'flights,');
      for (let sent = 0; sent < OBJECT_BYTES; sent += MIB) yield chunk;
    })(),
  );
  process.stdout.write('| range, MiB | at once | MiB/s | CPU, ms | peak RSS, MiB |\n|---|---|---|---|---|\n');
  for (let round = 0; round < rounds; round += 1) {
    for (const variant of variants) {
      const child = fork(import.meta.filename, [profile, 'read', JSON.stringify(variant)], { env });
      const [figures] = (await once(child, 'message')) as [string];
      process.stdout.write(`| ${variant.rangeBytes! / MIB} | ${variant.rangesInFlight} | ${figures} |\n`);
    }
  }
}

const [profile = 'same-region', rounds = '3', variant = ''] = process.argv.slice(2);
if (rounds === 'read') await readOnce(JSON.parse(variant), profile as NetworkProfileName);
else await compare(profile, Number(rounds));
