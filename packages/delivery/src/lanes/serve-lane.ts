import type { MessagePort } from 'node:worker_threads';
import type { Job, JobOutcome } from '../jobs/job.ts';
import type { Observe } from '../observe/delivery-event.ts';
import type { Pipeline } from '../pipeline/pipeline.ts';
import type { FromLane, ToLane } from './lane-messages.ts';

/** What goes wrong beside every job's own trouble is the job's all the same: it must not be lost. */
const unexpected = (job: Job, error: unknown): JobOutcome => ({
  status: 'failed',
  job,
  failure: {
    kind: 'permanent',
    code: error instanceof Error ? error.name : 'Error',
    message: error instanceof Error ? error.message : String(error),
    attempts: 1,
  },
});

/** The thread's side of a lane: opens a pipeline and answers what comes from `port` until it is told to close. */
export async function serveLane(
  port: MessagePort,
  open: (observe: Observe) => Promise<Pipeline>,
): Promise<void> {
  const tell = (message: FromLane) => port.postMessage(message);
  const underWay = new Map<number, AbortController>();

  async function settle(pipeline: Pipeline, id: number, job: Job): Promise<void> {
    const abort = new AbortController();
    underWay.set(id, abort);
    try {
      tell({ kind: 'outcome', id, outcome: await pipeline.settle(job, abort.signal) });
    } catch (error) {
      if (abort.signal.aborted) tell({ kind: 'aborted', id });
      else tell({ kind: 'outcome', id, outcome: unexpected(job, error) });
    } finally {
      underWay.delete(id);
    }
  }

  let pipeline: Pipeline;
  try {
    pipeline = await open((event) => tell({ kind: 'event', event }));
  } catch (error) {
    tell({ kind: 'broken', error });
    port.close();
    return;
  }
  port.on('message', async (message: ToLane) => {
    switch (message.kind) {
      case 'settle':
        return settle(pipeline, message.id, message.job);
      case 'abort':
        return underWay.get(message.id)?.abort(new DOMException('the job was called off', 'AbortError'));
      case 'usage':
        return tell({ kind: 'usage', id: message.id, usage: await pipeline.usage() });
      case 'close':
        await pipeline[Symbol.asyncDispose]();
        return port.close();
      default:
        return message satisfies never;
    }
  });
  tell({ kind: 'ready' });
}
