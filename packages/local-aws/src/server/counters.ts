import type { Socket } from 'node:net';

/** What the server has seen since it started, or since its counters were reset. */
export interface ServerCounters {
  /** By AWS name: `GetObject`, `PutObject`, `SendMessage` …; failed ones included. */
  readonly requests: Readonly<Record<string, number>>;
  /** On the sockets: headers included. */
  readonly bytesIn: number;
  readonly bytesOut: number;
  readonly connectionsOpened: number;
  /** Connections open at once, at most. */
  readonly mostConnections: number;
  /** Multipart uploads whose request succeeded. */
  readonly uploads: { readonly created: number; readonly completed: number; readonly aborted: number };
  /** Of created objects. Lost: the queue was gone, or the object was before it could be looked at. */
  readonly notifications: { readonly sent: number; readonly lost: number };
  /** Processor time of the server's process, user and system. */
  readonly cpuMs: number;
}

interface SeenBytes {
  readonly in: number;
  readonly out: number;
}

/** Counts requests, sockets and uploads of one server. */
export class Counting {
  readonly #open = new Map<Socket, SeenBytes>();
  #requests = new Map<string, number>();
  #uploads = { created: 0, completed: 0, aborted: 0 };
  #closedBytes: SeenBytes = { in: 0, out: 0 };
  #connectionsOpened = 0;
  #mostConnections = 0;
  #cpuSince = process.cpuUsage();

  countConnection(socket: Socket): void {
    this.#open.set(socket, { in: 0, out: 0 });
    this.#connectionsOpened++;
    this.#mostConnections = Math.max(this.#mostConnections, this.#open.size);
    socket.once('close', () => {
      this.#closedBytes = this.#withBytesOf(this.#closedBytes, socket);
      this.#open.delete(socket);
    });
  }

  countRequest(operation: string): void {
    this.#requests.set(operation, (this.#requests.get(operation) ?? 0) + 1);
  }

  countUpload(step: keyof ServerCounters['uploads']): void {
    this.#uploads[step]++;
  }

  read(): Omit<ServerCounters, 'notifications'> {
    let bytes = this.#closedBytes;
    for (const socket of this.#open.keys()) bytes = this.#withBytesOf(bytes, socket);
    const cpu = process.cpuUsage(this.#cpuSince);
    return {
      requests: Object.fromEntries(this.#requests),
      bytesIn: bytes.in,
      bytesOut: bytes.out,
      connectionsOpened: this.#connectionsOpened,
      mostConnections: this.#mostConnections,
      uploads: { ...this.#uploads },
      cpuMs: (cpu.user + cpu.system) / 1000,
    };
  }

  /** Connections that stay open count towards `mostConnections` again, not towards `connectionsOpened`. */
  reset(): void {
    this.#requests = new Map();
    this.#uploads = { created: 0, completed: 0, aborted: 0 };
    this.#closedBytes = { in: 0, out: 0 };
    for (const socket of this.#open.keys()) {
      this.#open.set(socket, { in: socket.bytesRead, out: socket.bytesWritten });
    }
    this.#connectionsOpened = 0;
    this.#mostConnections = this.#open.size;
    this.#cpuSince = process.cpuUsage();
  }

  #withBytesOf(bytes: SeenBytes, socket: Socket): SeenBytes {
    const before = this.#open.get(socket) ?? { in: 0, out: 0 };
    return {
      in: bytes.in + socket.bytesRead - before.in,
      out: bytes.out + socket.bytesWritten - before.out,
    };
  }
}
