import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { isOnThisMachine } from '../invoke/is-on-this-machine.ts';
import { AwsScanSource } from './aws-scan-source.ts';
import type { ScanSource } from './scan-source.ts';

/** Credentials and region by the SDK's own chain when absent. */
export interface ScanPlace {
  readonly region?: string;
  readonly endpoint?: string;
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

export interface AwsScan extends ScanSource, Disposable {
  /** That is scanned. @throws where nobody says which. */
  region(): Promise<string>;
  /** Whether its functions run here: then their times are this machine's, and nobody is billed for them. */
  isOnThisMachine(): Promise<boolean>;
}

/** A source that reads an account; disposing of it closes its sockets. */
export function openAwsScan(place: ScanPlace = {}): AwsScan {
  const clients = {
    lambda: new LambdaClient(place),
    logs: new CloudWatchLogsClient(place),
    metrics: new CloudWatchClient(place),
  };
  return Object.assign(new AwsScanSource(clients), {
    region: () => clients.lambda.config.region(),
    isOnThisMachine: () => isOnThisMachine(clients),
    [Symbol.dispose]: () => {
      for (const client of Object.values(clients)) client.destroy();
    },
  });
}
