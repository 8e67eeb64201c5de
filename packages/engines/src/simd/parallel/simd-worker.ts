/** The worker: converts ranges of large files, and whole files, from a store of its own. */
import { parentPort, workerData } from 'node:worker_threads';
import { observeReads, reopenStore } from '@parquetry/core';
import { convertPlan } from '../convert-plan.ts';
import { KernelPool } from '../kernel-pool.ts';
import { adoptKernel } from '../load-kernel.ts';
import { convertRange, type MadeRange } from './convert-range.ts';
import type { Order, Report, Task, WorkerSetUp } from './messages.ts';
import { toPlainError } from './plain-error.ts';

/** Reading is told of when so much has come together, or nothing follows. */
const TOLD_BYTES = 4 << 20;

const { module, store: spec, memoryBytes } = workerData as WorkerSetUp;
adoptKernel(module);
const files = reopenStore(spec);
const pool = new KernelPool(memoryBytes);
const underWay = new Map<number, AbortController>();

function send(report: Report, transferred: ArrayBuffer[] = []): void {
  parentPort!.postMessage(report, transferred);
}

function buffersOf(made: MadeRange): ArrayBuffer[] {
  if (made.status === 'odd') return [];
  return made.parts.flatMap((part) =>
    (part.format === 'parquet' ? part.rowGroups : part.chunks).map(({ bytes }) => bytes.buffer),
  );
}

type NewTask = Order & { readonly task: Task };

/** Carries out a task; every byte that it reads is told of before its end. */
async function carryOut({ id, task, spares }: NewTask, signal: AbortSignal): Promise<void> {
  let read = 0;
  const tell = () => {
    if (read > 0) send({ id, read });
    read = 0;
  };
  const store = observeReads(files, (bytes) => {
    read += bytes;
    if (read >= TOLD_BYTES) tell();
  });
  try {
    if (task.kind === 'range') {
      const made = await pool.use(task.plan, (tools) => {
        for (const spare of spares) tools.spares.give(spare);
        return convertRange(store, task, tools, signal);
      });
      tell();
      send({ id, reply: made }, buffersOf(made));
    } else {
      const { plan } = task;
      const reply = await pool.use(plan, (tools) => convertPlan(store, plan, tools, signal));
      tell();
      send({ id, reply });
    }
  } catch (error) {
    tell();
    send({ id, failure: toPlainError(error) });
  } finally {
    underWay.delete(id);
  }
}

parentPort!.on('message', (order: Order) => {
  const { id } = order;
  if (order.task === undefined) {
    underWay.get(id)?.abort();
    return;
  }
  const stop = new AbortController();
  underWay.set(id, stop);
  void carryOut(order, stop.signal);
});
send({ id: 0, ready: true });
