import type { SampleTraffic } from '../record/traffic.ts';

const counted = (requests: Readonly<Record<string, number>>) =>
  Object.entries(requests)
    .filter(([, count]) => count > 0)
    .toSorted(([a], [b]) => a.localeCompare(b))
    .map(([operation, count]) => `${count} ${operation}`)
    .join(', ');

/** Where client and server counted differently, in words; undefined where they agree. */
export function trafficDifference({
  client,
  server,
}: Pick<SampleTraffic, 'client' | 'server'>): string | undefined {
  const [ours, theirs] = [counted(client.requests), counted(server.requests)];
  if (ours !== theirs) return `the client counted ${ours || 'no request'}, the server ${theirs || 'none'}`;
  return client.connectionsOpened === server.connectionsOpened
    ? undefined
    : `the client counted ${client.connectionsOpened} connections, the server ${server.connectionsOpened}`;
}
