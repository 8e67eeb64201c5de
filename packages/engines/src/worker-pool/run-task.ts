import { BadInputError, ContradictionError, displayRef, UnsupportedError } from '@parquetry/core';
import type { EncodedFile, EncodeReply, EncodeTask } from './encode-task.ts';

export interface TaskRunner {
  run(task: EncodeTask, options: { signal?: AbortSignal }): Promise<EncodeReply>;
}

function fileIn(reply: EncodeReply): EncodedFile {
  switch (reply.status) {
    case 'encoded':
      return reply;
    case 'unsupported':
      throw new UnsupportedError(reply.because);
    case 'contradiction':
      throw new ContradictionError(reply.row, reply.column, reply.reason);
    case 'bad-input':
      throw new BadInputError(reply.message, reply.badRow && { badRow: reply.badRow });
    default:
      return reply satisfies never;
  }
}

const isOutOfMemory = (error: unknown) =>
  error instanceof Error && 'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY';

/** Runs a task on a worker; what it answered to be wrong is thrown as the error it was there. */
export async function runTask(
  pool: TaskRunner,
  task: EncodeTask,
  signal?: AbortSignal,
): Promise<EncodedFile> {
  try {
    // One signal of its own per task: on a shared one the listeners of many files would add up.
    return fileIn(await pool.run(task, signal ? { signal: AbortSignal.any([signal]) } : {}));
  } catch (error) {
    signal?.throwIfAborted();
    if (!isOutOfMemory(error)) throw error;
    throw new UnsupportedError(
      `${displayRef(task.plan.source.ref)}: its rows do not fit the memory of a worker`,
    );
  }
}
