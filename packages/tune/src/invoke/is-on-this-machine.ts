import { GetAccountSettingsCommand } from '@aws-sdk/client-lambda';
import type { TuneClients } from './clients.ts';

const LOOPBACK = new Set(['127.0.0.1', 'localhost', '[::1]', '::1']);

/**
 * Whether the Lambda of these clients is at an address of this machine: then its times are this machine's, whoever started
 * it. The address may be an option, a variable or a line of the SDK's own file, so a request is asked, which is never sent.
 */
export async function isOnThisMachine({ lambda }: Pick<TuneClients, 'lambda'>): Promise<boolean> {
  let host = '';
  const command = new GetAccountSettingsCommand({});
  command.middlewareStack.add(
    () =>
      async ({ request }) => {
        host = (request as { readonly hostname: string }).hostname;
        return { response: undefined, output: { $metadata: {} } };
      },
    { step: 'build', name: 'seeAddress', priority: 'low' },
  );
  await lambda.send(command);
  return LOOPBACK.has(host);
}
