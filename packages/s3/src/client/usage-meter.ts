import type { S3Usage } from '../s3-store.ts';

/** Adds up what goes to S3 and comes from it. */
export class UsageMeter {
  readonly #requests: Record<string, number> = {};
  #retries = 0;
  #bytesRead = 0;
  #bytesWritten = 0;
  #connectionsOpened = 0;
  #connections = 0;
  #mostConnections = 0;

  requested(operation: string): void {
    this.#requests[operation] = (this.#requests[operation] ?? 0) + 1;
  }

  retried(): void {
    this.#retries += 1;
  }

  read(bytes: number): void {
    this.#bytesRead += bytes;
  }

  sent(bytes: number): void {
    this.#bytesWritten += bytes;
  }

  connected(): void {
    this.#connectionsOpened += 1;
    this.#connections += 1;
    this.#mostConnections = Math.max(this.#mostConnections, this.#connections);
  }

  disconnected(): void {
    this.#connections -= 1;
  }

  usage(): S3Usage {
    return {
      requests: { ...this.#requests },
      retries: this.#retries,
      bytesRead: this.#bytesRead,
      bytesWritten: this.#bytesWritten,
      connectionsOpened: this.#connectionsOpened,
      mostConnections: this.#mostConnections,
    };
  }
}
