import { type MessagePort, parentPort, receiveMessageOnPort } from 'node:worker_threads';
import type { LoopOrder } from './closed-loop.ts';
import { processTimes, processTree } from './process-figures.ts';
import { ShareAccount } from './share-account.ts';

interface Held {
  readonly account: ShareAccount;
  isStopped: boolean;
  lookAgainAtMs: number;
}

/** Orders come in between; nobody waits long for one. */
const LONGEST_SLEEP_MS = 5;

const held = new Map<number, Held>();
const sleeping = new Int32Array(new SharedArrayBuffer(4));
const sleep = (ms: number) => Atomics.wait(sleeping, 0, 0, ms);

function signal(processId: number, name: 'SIGSTOP' | 'SIGCONT'): boolean {
  try {
    for (const member of processTree(processId)) process.kill(member, name);
    return true;
  } catch {
    // It has ended, or a child of it has just now.
    return false;
  }
}

function release(processId: number): void {
  if (held.get(processId)?.isStopped) signal(processId, 'SIGCONT');
  held.delete(processId);
}

function look(processId: number, process: Held, nowMs: number): void {
  const verdict = process.account.book(nowMs, processTimes(processId).cpuMs);
  process.lookAgainAtMs = nowMs + verdict.lookAgainMs;
  if (verdict.mayRun !== process.isStopped) return;
  process.isStopped = !verdict.mayRun;
  if (!signal(processId, process.isStopped ? 'SIGSTOP' : 'SIGCONT')) held.delete(processId);
}

function obey(order: LoopOrder): void {
  switch (order.kind) {
    case 'hold': {
      const nowMs = performance.now();
      const account = new ShareAccount(order.cores, nowMs, processTimes(order.processId).cpuMs);
      held.set(order.processId, { account, isStopped: false, lookAgainAtMs: nowMs });
      return;
    }
    case 'release':
      release(order.processId);
      return;
    default:
      order satisfies never;
  }
}

/** Sleeps on an event loop while there is nobody to hold. */
function run(port: MessagePort): void {
  while (held.size > 0) {
    for (let next = receiveMessageOnPort(port); next; next = receiveMessageOnPort(port)) obey(next.message);
    const nowMs = performance.now();
    for (const [processId, process] of held) {
      if (process.lookAgainAtMs <= nowMs) look(processId, process, nowMs);
    }
    const untilMs = Math.min(...[...held.values()].map(({ lookAgainAtMs }) => lookAgainAtMs));
    const sleepMs = Math.min(untilMs - performance.now(), LONGEST_SLEEP_MS);
    if (sleepMs > 0) sleep(sleepMs);
  }
}

parentPort?.on('message', (order: LoopOrder) => {
  obey(order);
  if (parentPort) run(parentPort);
});
