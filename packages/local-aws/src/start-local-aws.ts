import type { ServerCounters } from './server/counters.ts';
import type { Queue, QueueAttributes } from './server/messages.ts';
import { ServerProcess } from './server/server-process.ts';
import { HOST, REGION } from './server/start-server.ts';

export interface LocalAwsOptions {
  /** A free one when absent. */
  readonly port?: number;
}

/** S3 and SQS on the loopback address, in memory, in a process of their own that ends with this one. */
export interface LocalAws extends AsyncDisposable {
  /** `http://127.0.0.1:<port>`, of S3 and SQS. */
  readonly endpoint: string;
  /** What makes an SDK, a command or a process use it. */
  readonly environment: Readonly<Record<string, string>>;
  createBucket(name: string): Promise<void>;
  createQueue(name: string, attributes?: QueueAttributes): Promise<Queue>;
  counters(): Promise<ServerCounters>;
  resetCounters(): Promise<void>;
  /** Deletes every object; uploads that are open stay open. */
  emptyBucket(name: string): Promise<void>;
}

/** Starts the local stack. @throws when the port is in use. */
export async function startLocalAws(options: LocalAwsOptions = {}): Promise<LocalAws> {
  const server = new ServerProcess(options.port ?? 0);
  const port = await server.started.catch(async (error: unknown) => {
    await server[Symbol.asyncDispose]();
    throw error;
  });
  const endpoint = `http://${HOST}:${port}`;
  return {
    endpoint,
    environment: {
      AWS_ENDPOINT_URL: endpoint,
      AWS_REGION: REGION,
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
    },
    createBucket: (name) => server.ask({ do: 'create-bucket', name }),
    createQueue: (name, attributes = {}) => server.ask({ do: 'create-queue', name, attributes }),
    counters: () => server.ask({ do: 'read-counters' }),
    resetCounters: () => server.ask({ do: 'reset-counters' }),
    emptyBucket: (name) => server.ask({ do: 'empty-bucket', name }),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}
