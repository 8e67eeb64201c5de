import { type MessagePort, parentPort, receiveMessageOnPort } from 'node:worker_threads';
import type { LoopOrder } from './closed-loop.ts';
import { processTimes, processTree } from './process-figures.ts';
import { ShareAccount } from './share-account.ts';

interface Held {
  readonly account: ShareAccount;
  /** Between invocations nobody looks; what was used is booked when the next begins. */
  isWorking: boolean;
  isStopped: boolean;
  lookAgainAtMs: number;
}

/** Orders come in between; nobody waits long for one. */
const LONGEST_SLEEP_MS = 5;

const held = new Map<number, Held>();
const sleeping = new Int32Array(new SharedArrayBuffer(4));
const sleep = (ms: number) => Atomics.wait(sleeping, 0, 0, ms);

/** A member that has ended needs no signal. */
function signal(processId: number, name: 'SIGSTOP' | 'SIGCONT'): void {
  for (const member of processTree(processId)) {
    try {
      process.kill(member, name);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }
}

function letRun(processId: number, process: Held, mayRun: boolean): void {
  if (mayRun !== process.isStopped) return;
  process.isStopped = !mayRun;
  signal(processId, mayRun ? 'SIGCONT' : 'SIGSTOP');
}

function look(processId: number, process: Held, nowMs: number): void {
  const verdict = process.account.book(nowMs, processTimes(processId).cpuMs);
  process.lookAgainAtMs = nowMs + verdict.lookAgainMs;
  letRun(processId, process, verdict.mayRun);
}

function hold(processId: number, cores: number): void {
  const nowMs = performance.now();
  const known = held.get(processId);
  const account = known?.account ?? new ShareAccount(cores, nowMs, processTimes(processId).cpuMs);
  held.set(processId, {
    account,
    isWorking: true,
    isStopped: known?.isStopped ?? false,
    lookAgainAtMs: nowMs,
  });
}

function obey(order: LoopOrder): void {
  const known = held.get(order.processId);
  switch (order.kind) {
    case 'hold':
      hold(order.processId, order.cores);
      return;
    case 'rest':
      if (known) letRun(order.processId, known, true);
      if (known) known.isWorking = false;
      return;
    case 'forget':
      held.delete(order.processId);
      return;
    default:
      order satisfies never;
  }
}

const working = () => [...held].filter(([, { isWorking }]) => isWorking);

/** Sleeps on the event loop while nobody works. */
function run(port: MessagePort): void {
  while (working().length > 0) {
    const nowMs = performance.now();
    for (const [processId, process] of working()) {
      if (process.lookAgainAtMs <= nowMs) look(processId, process, nowMs);
    }
    const untilMs = Math.min(...working().map(([, { lookAgainAtMs }]) => lookAgainAtMs));
    const sleepMs = Math.min(untilMs - performance.now(), LONGEST_SLEEP_MS);
    if (sleepMs > 0) sleep(sleepMs);
    for (let next = receiveMessageOnPort(port); next; next = receiveMessageOnPort(port)) obey(next.message);
  }
}

parentPort?.on('message', (order: LoopOrder) => {
  obey(order);
  if (parentPort) run(parentPort);
});
