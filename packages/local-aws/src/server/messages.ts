import type { ServerCounters } from './counters.ts';

export interface Queue {
  readonly url: string;
  readonly arn: string;
}

export type QueueAttributes = Readonly<Record<string, string>>;

/** What the server's process is asked to do. */
export type ServerCall =
  | { readonly do: 'create-bucket'; readonly name: string }
  | { readonly do: 'empty-bucket'; readonly name: string }
  | { readonly do: 'create-queue'; readonly name: string; readonly attributes: QueueAttributes }
  | { readonly do: 'read-counters' }
  | { readonly do: 'reset-counters' };

export interface CallMessage {
  readonly id: number;
  readonly call: ServerCall;
}

/** What each call is answered with. */
export interface ServerAnswers {
  readonly 'create-bucket': undefined;
  readonly 'empty-bucket': undefined;
  readonly 'create-queue': Queue;
  readonly 'read-counters': ServerCounters;
  readonly 'reset-counters': undefined;
}

export type ServerMessage =
  | { readonly kind: 'ready'; readonly port: number }
  | { readonly kind: 'not-started'; readonly error: string }
  | { readonly kind: 'answer'; readonly id: number; readonly answer: unknown }
  | { readonly kind: 'refused'; readonly id: number; readonly error: string };
