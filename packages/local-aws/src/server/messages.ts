import type { ServerCounters } from './counters.ts';
import type { S3Event } from './s3-event.ts';

interface RuleBase {
  readonly id: string;
  readonly bucket: string;
  readonly prefix: string;
  readonly suffix: string;
}

type AddedRule = (RuleBase & { readonly queueArn: string }) | (RuleBase & { readonly functionId: number });

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
  | { readonly do: 'notify'; readonly rule: AddedRule }
  | { readonly do: 'read-counters' }
  | { readonly do: 'reset-counters' };

/** What each call is answered with. */
export interface ServerAnswers {
  readonly 'create-bucket': undefined;
  readonly 'empty-bucket': undefined;
  readonly 'create-queue': Queue;
  readonly notify: undefined;
  readonly 'read-counters': ServerCounters;
  readonly 'reset-counters': undefined;
}

/** What a function of the parent's is told. */
export interface NotifiedEvent {
  readonly functionId: number;
  readonly event: S3Event;
}
