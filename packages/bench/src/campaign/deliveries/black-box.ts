import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import type { Death } from '../kills/kill-steps.ts';

/** What requests of a process have met with so far, in all its threads. */
export interface Met {
  /** That the SDK has made, its retries included. */
  readonly requests: number;
  /** By name of the fault. */
  readonly injected: Readonly<Record<string, number>>;
}

type BoxLine =
  | { readonly kind: 'converted'; readonly key: string }
  | { readonly kind: 'failed'; readonly key: string }
  | { readonly kind: 'retried' }
  | { readonly kind: 'met'; readonly met: Met }
  | { readonly kind: 'death'; readonly death: Death };

/** A file that a process writes of itself line by line, each with its system: what was written survives its death. */
export interface BlackBox extends Disposable {
  write(line: BoxLine): void;
}

/** Threads of one process may each open it. */
export function openBlackBox(path: string): BlackBox {
  const file = openSync(path, 'a');
  return {
    write: (line) => void writeSync(file, `${JSON.stringify(line)}\n`),
    [Symbol.dispose]: () => closeSync(file),
  };
}

/** What is found in the box of a process that is gone, however it went. */
export interface DeliveryAccount extends Met {
  /** Keys of sources that were converted, in this order. */
  readonly converted: readonly string[];
  readonly failed: readonly string[];
  /** Attempts of jobs after the first. */
  readonly jobsRetried: number;
  readonly death?: Death;
}

function linesOf(path: string): BoxLine[] {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    // It has come to nothing.
    return [];
  }
  // What follows the last line feed was cut off by the death.
  return text
    .split('\n')
    .slice(0, -1)
    .map((line) => JSON.parse(line) as BoxLine);
}

export function readBlackBox(path: string): DeliveryAccount {
  const converted: string[] = [];
  const failed: string[] = [];
  let jobsRetried = 0;
  let met: Met = { requests: 0, injected: {} };
  let death: Death | undefined;
  for (const line of linesOf(path)) {
    switch (line.kind) {
      case 'converted':
        converted.push(line.key);
        break;
      case 'failed':
        failed.push(line.key);
        break;
      case 'retried':
        jobsRetried += 1;
        break;
      case 'met':
        met = line.met;
        break;
      case 'death':
        death = line.death;
        break;
      default:
        line satisfies never;
    }
  }
  return { ...met, converted, failed, jobsRetried, ...(death && { death }) };
}
