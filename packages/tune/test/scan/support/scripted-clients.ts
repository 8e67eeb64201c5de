import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { LambdaClient } from '@aws-sdk/client-lambda';
import type { ScanClients } from '../../../src/scan/aws-scan-source.ts';

/** What is asked, and what is answered; the SDK's pages and checks stay the SDK's. */
export type Script = (operation: string, input: Record<string, unknown>) => object;

interface Call {
  readonly operation: string;
  readonly input: Record<string, unknown>;
}

const PLACE = {
  region: 'us-east-1',
  credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
  maxAttempts: 1,
};

/** Clients that reach no network: a script answers, and every call is kept. */
export function scriptedClients(script: Script): { readonly clients: ScanClients; readonly calls: Call[] } {
  const calls: Call[] = [];
  const clients = {
    lambda: new LambdaClient(PLACE),
    logs: new CloudWatchLogsClient(PLACE),
    metrics: new CloudWatchClient(PLACE),
  };
  for (const client of Object.values(clients))
    client.middlewareStack.add(
      (_next: unknown, context: { commandName?: string }) => async (args: { input: unknown }) => {
        const operation = (context.commandName ?? '').replace(/Command$/, '');
        const input = args.input as Record<string, unknown>;
        calls.push({ operation, input });
        return { output: { $metadata: {}, ...script(operation, input) }, response: {} };
      },
      { step: 'initialize', name: 'script' },
    );
  return { clients, calls };
}
