import type { AddressInfo } from 'node:net';
import { HOST } from '../server/address.ts';

interface Listening {
  listen(address: { host: string; port: number }): Promise<unknown>;
  readonly server: { address(): AddressInfo | string | null };
}

/** Listens on the loopback address only; 0 takes a free port. @returns the port @throws when it is in use */
export async function listen(app: Listening, port: number): Promise<number> {
  await app.listen({ host: HOST, port }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EADDRINUSE') throw error;
    throw new Error(`port ${port} of ${HOST} is in use; choose another, or none to be given a free one`);
  });
  const address = app.server.address();
  if (address === null || typeof address === 'string') throw new Error(`no TCP port: ${address}`);
  return address.port;
}
