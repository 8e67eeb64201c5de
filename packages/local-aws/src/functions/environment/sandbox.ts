import { type ChildProcess, spawn } from 'node:child_process';
import type { EnvironmentSpec, HostShare, LogLine } from './environment.ts';
import { FunctionOutput } from './function-output.ts';
import { Mailbox } from './mailbox.ts';
import type { ProcessEnd } from './process-end.ts';
import { type ProcessFigures, processFigures } from './process-figures.ts';
import { RuntimeApi, type RuntimeMessage } from './runtime-api.ts';
import type { RuntimeLaunch } from './runtime-launch.ts';
import { sandboxVariables } from './sandbox-variables.ts';

/** One pipe for both keeps the order in which they were written. */
const LAUNCH_SCRIPT = 'exec "$@" 2>&1';

/** What happens to a sandbox. */
export type SandboxMessage =
  | RuntimeMessage
  | { readonly kind: 'exit'; readonly end: ProcessEnd }
  | { readonly kind: 'timeout' };

/** What all sandboxes of one environment share. */
export interface SandboxPlan {
  readonly spec: EnvironmentSpec;
  readonly launch: RuntimeLaunch;
  readonly runtimeDirectory: string;
  readonly temporaryDirectory: string;
  readonly nowMs: () => number;
}

const NOTHING_YET: ProcessFigures = { cpuMs: 0, runDelayMs: 0, rssBytes: 0, peakRssBytes: 0 };

/** What an invocation used. */
export interface Usage {
  readonly host: HostShare;
  /** Since the process began. */
  readonly peakMemoryBytes: number;
}

/** One process of a function, its Runtime API and its output: lives until it is disposed of, or ends by itself. */
export class Sandbox implements AsyncDisposable {
  readonly #plan: SandboxPlan;
  readonly #messages: Mailbox<SandboxMessage>;
  readonly #api: RuntimeApi;
  readonly #child: ChildProcess;
  readonly #output: FunctionOutput;
  readonly #ended = Promise.withResolvers<void>();
  readonly #startedMs = performance.now();
  #before: ProcessFigures = NOTHING_YET;
  #isAlive = true;

  private constructor(plan: SandboxPlan, messages: Mailbox<SandboxMessage>, api: RuntimeApi) {
    this.#plan = plan;
    this.#messages = messages;
    this.#api = api;
    this.#child = this.#spawn();
    if (!this.#child.stdout) throw new Error('the output of the function is not piped');
    this.#output = new FunctionOutput(this.#child.stdout, plan.nowMs);
    this.#child.once('exit', (code, signal) => this.#finish(code, signal));
  }

  /** Resolves once the process runs; it initialises itself from then on. */
  static async open(plan: SandboxPlan): Promise<Sandbox> {
    const messages = new Mailbox<SandboxMessage>();
    const api = await RuntimeApi.open((message) => messages.put(message));
    const sandbox = new Sandbox(plan, messages, api);
    const spawned = Promise.withResolvers<void>();
    sandbox.#child.once('spawn', () => spawned.resolve());
    sandbox.#child.once('error', (error) => {
      api[Symbol.dispose]();
      spawned.reject(new Error(`${plan.spec.functionName}: no process for the function: ${error.message}`));
    });
    await spawned.promise;
    return sandbox;
  }

  get processId(): number {
    return this.#child.pid ?? 0;
  }

  get isAlive(): boolean {
    return this.#isAlive;
  }

  /** The next thing that happens; a `timeout` in so many milliseconds, unless something else comes first. */
  async next(timeoutMs: number): Promise<SandboxMessage> {
    const timer = setTimeout(() => this.#messages.put({ kind: 'timeout' }), Math.max(timeoutMs, 0));
    const message = await this.#messages.take();
    clearTimeout(timer);
    return message;
  }

  deliver(event: Parameters<RuntimeApi['deliver']>[0]): void {
    this.#api.deliver(event);
  }

  /** What the function wrote up to now. */
  async takeLines(): Promise<LogLine[]> {
    return await this.#output.take();
  }

  /** Since its process was started. */
  get ageMs(): number {
    return performance.now() - this.#startedMs;
  }

  /** Whether it ended because the memory of its size did not suffice. */
  async ranOutOfMemory(): Promise<boolean> {
    return false;
  }

  async beginMeasuring(): Promise<void> {
    this.#before = processFigures(this.processId);
  }

  /** What was used since measuring began. */
  async endMeasuring(_durationMs: number): Promise<Usage> {
    const before = this.#before;
    const after = this.#isAlive ? processFigures(this.processId) : before;
    const host: HostShare = {
      control: 'none',
      wantedCores: this.#plan.spec.memoryMb / 1769,
      cpuMs: after.cpuMs - before.cpuMs,
      runDelayMs: after.runDelayMs - before.runDelayMs,
      isSpoiled: false,
    };
    return { host, peakMemoryBytes: after.peakRssBytes };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#kill();
    await this.#ended.promise;
  }

  #spawn(): ChildProcess {
    const { spec, launch, runtimeDirectory, temporaryDirectory } = this.#plan;
    const { executionEnvironment } = launch;
    const places = {
      runtimeApi: this.#api.address,
      temporaryDirectory,
      runtimeDirectory,
      executionEnvironment,
    };
    return spawn('/bin/sh', ['-c', LAUNCH_SCRIPT, 'sandbox', launch.command, ...launch.args], {
      cwd: spec.codeDirectory,
      env: sandboxVariables(spec, places),
      stdio: ['ignore', 'pipe', 'ignore'],
      // A process group of its own: its children end with it, and Ctrl-C is not for them.
      detached: true,
    });
  }

  #kill(): void {
    this.#isAlive = false;
    const { pid } = this.#child;
    if (pid === undefined) return;
    try {
      process.kill(-pid, 'SIGKILL');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }

  #finish(code: number | null, signal: NodeJS.Signals | null): void {
    this.#kill();
    this.#api[Symbol.dispose]();
    this.#messages.put({ kind: 'exit', end: { code, signal } });
    this.#ended.resolve();
  }
}
