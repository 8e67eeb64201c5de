import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { S3Settings } from '../s3-settings.ts';
import type { UsageMeter } from './usage-meter.ts';

type PoolSettings = Pick<S3Settings, 'connections' | 'keepAlive' | 'connectTimeoutMs' | 'requestTimeoutMs'>;

const timedOut = (says: string) => Object.assign(new Error(says), { code: 'ETIMEDOUT' });

/** Time-outs stand here and not at the request, where waiting for a connection of the pool would count as well. */
function watch(
  socket: Socket,
  ready: 'connect' | 'secureConnect',
  { connectTimeoutMs, requestTimeoutMs }: PoolSettings,
  meter: UsageMeter,
): void {
  meter.connected();
  const connecting = setTimeout(
    () => socket.destroy(timedOut(`no connection within ${connectTimeoutMs} ms`)),
    connectTimeoutMs,
  );
  const connected = () => clearTimeout(connecting);
  socket.once(ready, connected);
  socket.once('close', () => {
    connected();
    meter.disconnected();
  });
  socket.on('timeout', () => socket.destroy(timedOut(`no byte for ${requestTimeoutMs} ms`)));
}

export interface PooledAgents {
  readonly http: HttpAgent;
  readonly https: HttpsAgent;
  /** Of every request: Node keeps a connection for those that wait, unless a request says that it is the last. */
  readonly headers: Readonly<Record<string, string>>;
  /** What a handler says of itself. */
  readonly config: { readonly requestTimeout: number };
  /** Ends all connections, those in use too. */
  destroy(): void;
}

/** Agents that open `connections` at most, all of them counted. */
export function pooledAgents(settings: PoolSettings, meter: UsageMeter): PooledAgents {
  const watched = (socket: Duplex | null | undefined, ready: 'connect' | 'secureConnect') => {
    if (socket) watch(socket as Socket, ready, settings, meter);
    return socket;
  };
  const options = {
    keepAlive: settings.keepAlive,
    maxSockets: settings.connections,
    timeout: settings.requestTimeoutMs,
  };
  class CountingHttpAgent extends HttpAgent {
    override createConnection(...given: Parameters<HttpAgent['createConnection']>) {
      return watched(super.createConnection(...given), 'connect');
    }
  }
  class CountingHttpsAgent extends HttpsAgent {
    override createConnection(...given: Parameters<HttpsAgent['createConnection']>) {
      return watched(super.createConnection(...given), 'secureConnect');
    }
  }
  const http = new CountingHttpAgent(options);
  const https = new CountingHttpsAgent(options);
  return {
    http,
    https,
    config: { requestTimeout: settings.requestTimeoutMs },
    headers: settings.keepAlive ? {} : { connection: 'close' },
    destroy() {
      http.destroy();
      https.destroy();
    },
  };
}
