import type { LocalAws } from '@parquetry/local-aws';

/** What answers as S3, as it stands in a record. */
const SERVER = 'fauxqs, embedded, in a process of its own';

/** The local stack of a run, started when the first scenario needs it. */
export interface BenchStack extends AsyncDisposable {
  readonly server: string;
  started(): Promise<LocalAws>;
}

export type StartLocalAws = () => Promise<LocalAws>;

const startEmbedded: StartLocalAws = async () => (await import('@parquetry/local-aws')).startLocalAws();

/** One for all scenarios of a run; disposing of it ends the server, however far it came. */
export function benchStack(start: StartLocalAws = startEmbedded): BenchStack {
  let starting: Promise<LocalAws> | undefined;
  return {
    server: SERVER,
    started: () => (starting ??= start()),
    async [Symbol.asyncDispose]() {
      const aws = await starting?.catch(() => undefined);
      await aws?.[Symbol.asyncDispose]();
    },
  };
}

/** What a process is given that is to reach the local stack and nothing else: no other credentials, profiles or regions. */
export function environmentFor({ environment }: Pick<LocalAws, 'environment'>): NodeJS.ProcessEnv {
  const others = Object.entries(process.env).filter(([name]) => !name.startsWith('AWS_'));
  return { ...Object.fromEntries(others), ...environment };
}
