import { afterEach, expect, test, vi } from 'vitest';
import { type ClientPlace, createTuneClients, destroyTuneClients } from '../../src/invoke/clients.ts';
import { isOnThisMachine } from '../../src/invoke/is-on-this-machine.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

/** Of a Lambda that nothing may be asked of. */
async function isHere(place: ClientPlace = {}): Promise<boolean> {
  const credentials = { accessKeyId: 'nobody', secretAccessKey: 'nobody' };
  const requestHandler = { handle: () => Promise.reject(new Error('a request was sent')) } as never;
  const clients = createTuneClients({ region: 'us-east-1', credentials, requestHandler, ...place });
  try {
    return await isOnThisMachine(clients);
  } finally {
    destroyTuneClients(clients);
  }
}

test('a Lambda of AWS is not on this machine', async () => {
  expect(await isHere()).toBe(false);
  expect(await isHere({ endpoint: 'https://lambda.example.com' })).toBe(false);
});

test('a Lambda at an address of this machine is here, and nothing is sent to find out', async () => {
  expect(await isHere({ endpoint: 'http://127.0.0.1:4567' })).toBe(true);
  expect(await isHere({ endpoint: 'http://localhost:4567' })).toBe(true);
});

test('so it is where only the environment has the address, as parquetry local prints it', async () => {
  vi.stubEnv('AWS_ENDPOINT_URL_LAMBDA', 'http://127.0.0.1:4567');
  expect(await isHere()).toBe(true);
});
