import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { IAMClient } from '@aws-sdk/client-iam';
import { LambdaClient, type LambdaClientConfig } from '@aws-sdk/client-lambda';
import { STSClient } from '@aws-sdk/client-sts';

/** The services that a tune speaks to. */
export interface TuneClients {
  readonly lambda: LambdaClient;
  /** The same service, for invocations: it never repeats a request by itself, so that no sample hides two. */
  readonly invoker: LambdaClient;
  readonly logs: CloudWatchLogsClient;
  readonly sts: STSClient;
  readonly iam: IAMClient;
}

export interface ClientPlace {
  readonly region?: string;
  /** Of a local stack: one for all services. */
  readonly endpoint?: string;
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
  /** Sockets that invocations may use: at least the highest concurrency. */
  readonly invocationsAtOnce?: number;
  /** Instead of the network. */
  readonly requestHandler?: NonNullable<LambdaClientConfig['requestHandler']>;
  /** Of calls that are no invocation; the SDK's own count when absent. */
  readonly attempts?: number;
}

const FEWEST_SOCKETS = 50;

/** An invocation may take fifteen minutes, in which nothing comes back: no time-out but Lambda's own. */
const invocationHandler = (atOnce: number): NonNullable<LambdaClientConfig['requestHandler']> => ({
  requestTimeout: 0,
  httpAgent: { maxSockets: Math.max(FEWEST_SOCKETS, atOnce) },
  httpsAgent: { maxSockets: Math.max(FEWEST_SOCKETS, atOnce) },
});

/** Clients for one place; credentials and region by the SDK's own chain when absent. */
export function createTuneClients(place: ClientPlace): TuneClients {
  const { attempts, credentials, endpoint, invocationsAtOnce = 1, region, requestHandler } = place;
  const where = {
    ...(region !== undefined && { region }),
    ...(endpoint !== undefined && { endpoint }),
    ...(credentials !== undefined && { credentials }),
    ...(requestHandler !== undefined && { requestHandler }),
  };
  const config = { ...where, ...(attempts !== undefined && { maxAttempts: attempts }) };
  return {
    lambda: new LambdaClient(config),
    invoker: new LambdaClient({
      requestHandler: invocationHandler(invocationsAtOnce),
      ...where,
      maxAttempts: 1,
    }),
    logs: new CloudWatchLogsClient(config),
    sts: new STSClient(config),
    iam: new IAMClient(config),
  };
}

/** Closes the sockets of all of them. */
export function destroyTuneClients(clients: TuneClients): void {
  for (const client of Object.values(clients)) client.destroy();
}
