import { expect, it } from 'vitest';
import { trafficDifference } from '../../src/run/traffic-difference.ts';
import { clientCounts, serverCounts } from '../support/traffic.ts';

it('there is none where both counted the same, whatever order they name operations in', () => {
  const client = clientCounts({ requests: { GetObject: 2, PutObject: 1, HeadObject: 0 } });
  const server = serverCounts({ requests: { PutObject: 1, GetObject: 2 } });
  expect(trafficDifference({ client, server })).toBeUndefined();
});

it('it is told by operation', () => {
  const client = clientCounts({ requests: { GetObject: 2 } });
  const server = serverCounts({ requests: { GetObject: 2, HeadObject: 1 } });
  expect(trafficDifference({ client, server })).toBe(
    'the client counted 2 GetObject, the server 2 GetObject, 1 HeadObject',
  );
  expect(trafficDifference({ client: clientCounts(), server })).toMatch(/^the client counted no request/);
});

it('connections count as well', () => {
  const client = clientCounts({ connectionsOpened: 2 });
  const server = serverCounts({ connectionsOpened: 3 });
  expect(trafficDifference({ client, server })).toBe('the client counted 2 connections, the server 3');
});
