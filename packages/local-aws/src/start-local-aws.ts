import { HOST, REGION } from './server/address.ts';
import type { ServerCounters } from './server/counters.ts';
import type { Queue, QueueAttributes } from './server/messages.ts';
import type { S3Event } from './server/s3-event.ts';
import { ServerProcess } from './server/server-process.ts';

export interface LocalAwsOptions {
  /** A free one when absent. */
  readonly port?: number;
}

/** Its errors are its own: one that is thrown or rejected reaches this process uncaught. */
export type NotifiedFunction = (event: S3Event) => void | Promise<void>;

/** Who hears of objects created in a bucket, below a prefix, with a suffix. */
export type Notification = {
  readonly bucket: string;
  readonly prefix?: string;
  readonly suffix?: string;
} & ({ readonly queueArn: string } | { readonly function: NotifiedFunction });

/** S3 and SQS on the loopback address, in memory, in a process of their own that ends with this one. */
export interface LocalAws extends AsyncDisposable {
  /** `http://127.0.0.1:<port>`, of S3 and SQS. */
  readonly endpoint: string;
  /** What makes an SDK, a command or a process use it. */
  readonly environment: Readonly<Record<string, string>>;
  readonly processId: number;
  /** Resolves once the server's process is gone: with why, unless it was disposed of. */
  readonly ended: Promise<string | undefined>;
  /** A bucket that exists is left as it is. */
  createBucket(name: string): Promise<void>;
  createQueue(name: string, attributes?: QueueAttributes): Promise<Queue>;
  /** Of objects created from now on; a request that fails creates none. */
  notify(notification: Notification): Promise<void>;
  counters(): Promise<ServerCounters>;
  resetCounters(): Promise<void>;
  /** Deletes every object; uploads that are open stay open. */
  emptyBucket(name: string): Promise<void>;
}

class Functions {
  readonly #functions: NotifiedFunction[] = [];

  add(notified: NotifiedFunction): number {
    return this.#functions.push(notified) - 1;
  }

  call(functionId: number, event: S3Event): void {
    void this.#functions[functionId]?.(event);
  }
}

function notifier(server: ServerProcess, functions: Functions): LocalAws['notify'] {
  let rules = 0;
  return (notification) => {
    const { bucket, prefix = '', suffix = '' } = notification;
    const base = { id: `rule-${++rules}`, bucket, prefix, suffix };
    const rule =
      'queueArn' in notification
        ? { ...base, queueArn: notification.queueArn }
        : { ...base, functionId: functions.add(notification.function) };
    return server.ask({ do: 'notify', rule });
  };
}

/** No credentials of the user's are used, and no variable of theirs leads elsewhere. */
const environmentOf = (endpoint: string) => ({
  AWS_ENDPOINT_URL: endpoint,
  AWS_ENDPOINT_URL_S3: endpoint,
  AWS_ENDPOINT_URL_SQS: endpoint,
  AWS_REGION: REGION,
  AWS_ACCESS_KEY_ID: 'local',
  AWS_SECRET_ACCESS_KEY: 'local',
});

/** Starts the local stack. @throws when the port is in use. */
export async function startLocalAws({ port = 0 }: LocalAwsOptions = {}): Promise<LocalAws> {
  const functions = new Functions();
  const server = new ServerProcess(port, ({ functionId, event }) => functions.call(functionId, event));
  const listening = await server.started.catch(async (error: unknown) => {
    await server[Symbol.asyncDispose]();
    throw error;
  });
  const endpoint = `http://${HOST}:${listening}`;
  return {
    endpoint,
    environment: environmentOf(endpoint),
    processId: server.processId,
    ended: server.ended,
    createBucket: (name) => server.ask({ do: 'create-bucket', name }),
    createQueue: (name, attributes = {}) => server.ask({ do: 'create-queue', name, attributes }),
    notify: notifier(server, functions),
    counters: () => server.ask({ do: 'read-counters' }),
    resetCounters: () => server.ask({ do: 'reset-counters' }),
    emptyBucket: (name) => server.ask({ do: 'empty-bucket', name }),
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}
