export interface QueueMessage {
  readonly messageId: string;
  /** Of this time that the message came; another time it has another one. */
  readonly receiptHandle: string;
  readonly body: string;
  /** Those of the system, as SQS names them: `ApproximateReceiveCount`, `MessageGroupId` … */
  readonly attributes: Readonly<Record<string, string>>;
}

export interface Receiving {
  /** Waits for the first message so long. */
  readonly waitSeconds: number;
  /** Nobody else gets the messages for so long. */
  readonly hiddenSeconds: number;
}

/** A queue as workers and dead letters need it. Rejects with {@link QueueError}, or the reason of an abort. */
export interface MessageQueue {
  /** What it is called in messages. */
  readonly url: string;
  /** At most ten messages. */
  receive(receiving: Receiving, signal?: AbortSignal): Promise<readonly QueueMessage[]>;
  /** Resolves to those that could not be deleted; what does not exist any more is no error. */
  remove(messages: readonly QueueMessage[], signal?: AbortSignal): Promise<readonly QueueMessage[]>;
  /** From now on for so long nobody gets them; 0 gives them back. Those that cannot be hidden any more are left alone. */
  hide(messages: readonly QueueMessage[], seconds: number, signal?: AbortSignal): Promise<void>;
  /** `id`: of a FIFO queue, its group, and with `body` what tells duplicates. */
  send(body: string, id: string, signal?: AbortSignal): Promise<void>;
  /** About as many as there are, hidden ones included. */
  count(signal?: AbortSignal): Promise<number>;
}
