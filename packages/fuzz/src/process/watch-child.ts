import { type ChildProcess, fork } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import type { Finding } from '../checks/finding.ts';
import type { Assignment, Report } from './messages.ts';

/** What a run came to. */
export type Ending =
  | { readonly status: 'clean' }
  | {
      readonly status: 'found';
      readonly number: number;
      readonly finding: Finding;
      readonly caseText: string | undefined;
    };

interface WatchLimits {
  /** The run ends after so long, between cases or within one. */
  readonly runMs: number;
  readonly caseMs: number;
  readonly rssBytes: number;
}

export interface WatchOptions {
  readonly limits: WatchLimits;
  readonly signal: AbortSignal;
  readonly onCase: (number: number) => void;
}

const CHILD_FILE = fileURLToPath(new URL('./child.ts', import.meta.url));
const LOOK_MS = 200;

/** Resident memory of a process; undefined where the system does not tell. */
async function rssBytesOf(pid: number): Promise<number | undefined> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  const match = /^VmRSS:\s+(\d+) kB$/m.exec(status);
  return match ? Number(match[1]) * 1024 : undefined;
}

const inMegabytes = (bytes: number) => `${Math.round(bytes / (1 << 20)).toLocaleString('en-US')} MB`;

/** Follows one child from its assignment to its end. */
class Watch {
  readonly #child: ChildProcess;
  readonly #options: WatchOptions;
  readonly #ending = Promise.withResolvers<Ending>();
  readonly #shrinkMs: number;
  #deadline: number;
  /** What is being shrunk. */
  #known: Ending | undefined;
  #number = 0;
  #since = performance.now();

  constructor(assignment: Assignment, options: WatchOptions) {
    this.#options = options;
    this.#shrinkMs = assignment.shrinkMs;
    this.#deadline = performance.now() + options.limits.runMs;
    this.#child = fork(CHILD_FILE, [], { stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
    let complaint = '';
    this.#child.stderr?.on('data', (chunk: Buffer) => {
      complaint = (complaint + chunk.toString('utf8')).slice(-2000);
    });
    this.#child.on('message', (report: Report) => this.#hear(report));
    this.#child.on('exit', (code, killer) => {
      if (code === 0) this.#ending.resolve(this.#known ?? { status: 'clean' });
      else this.#found('crash', `the process ended with ${killer ?? `exit code ${code}`}: ${complaint}`);
    });
    this.#child.send(assignment);
  }

  /** Resolves once the child is gone. */
  async ended(): Promise<Ending> {
    const timer = setInterval(() => void this.#look(), LOOK_MS);
    try {
      return await this.#ending.promise;
    } finally {
      clearInterval(timer);
      this.#child.kill('SIGKILL');
    }
  }

  #found(check: string, details: string): void {
    const number = this.#number;
    const found = { status: 'found' as const, number, finding: { check, details }, caseText: undefined };
    this.#ending.resolve(this.#known ?? found);
  }

  #hear(report: Report): void {
    this.#since = performance.now();
    this.#number = report.number;
    switch (report.kind) {
      case 'begin':
        return;
      case 'end':
        this.#options.onCase(report.number);
        return;
      case 'found':
        this.#known = { ...report, status: 'found' };
        this.#deadline = this.#since + 2 * this.#shrinkMs;
        return;
      case 'finding':
        this.#ending.resolve({ ...report, status: 'found' });
        return;
      default:
        report satisfies never;
    }
  }

  async #look(): Promise<void> {
    const { limits, signal } = this.#options;
    const now = performance.now();
    if (now - this.#since > limits.caseMs) {
      this.#found('hang', `no answer within ${limits.caseMs / 1000} s`);
      return;
    }
    const rssBytes = await rssBytesOf(this.#child.pid ?? 0);
    if (rssBytes !== undefined && rssBytes > limits.rssBytes) {
      this.#found('memory', `${inMegabytes(rssBytes)} resident, ${inMegabytes(limits.rssBytes)} are allowed`);
      return;
    }
    if (now > this.#deadline || signal.aborted) this.#ending.resolve(this.#known ?? { status: 'clean' });
  }
}

/** Has a child work through cases, and stops it when its time is up, when it hangs, or when it grows too large. */
export function watchChild(assignment: Assignment, options: WatchOptions): Promise<Ending> {
  return new Watch(assignment, options).ended();
}
