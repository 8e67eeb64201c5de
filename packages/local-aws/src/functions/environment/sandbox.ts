import { type ChildProcess, spawn } from 'node:child_process';
import type { Enclosing, Enclosure, Size } from './enclosure.ts';
import type { EnvironmentSpec, LogLine } from './environment.ts';
import { FunctionOutput } from './function-output.ts';
import { Mailbox } from './mailbox.ts';
import { MemoryWatch } from './memory-watch.ts';
import type { ProcessEnd } from './process-end.ts';
import { processTree, treeMemory } from './process-figures.ts';
import { RuntimeApi, type RuntimeMessage } from './runtime-api.ts';
import type { RuntimeLaunch } from './runtime-launch.ts';
import { sandboxVariables } from './sandbox-variables.ts';

/** Joins its control groups before anything of the function runs; one pipe for both outputs keeps their order. */
const LAUNCH_SCRIPT =
  'while [ "$1" != -- ]; do echo $$ > "$1" || exit 125; shift; done; shift; exec "$@" 2>&1';

/** What happens to a sandbox. */
export type SandboxMessage =
  | RuntimeMessage
  | { readonly kind: 'exit'; readonly end: ProcessEnd; readonly isOutOfMemory: boolean }
  | { readonly kind: 'timeout' };

/** What all sandboxes of one environment share. */
export interface SandboxPlan {
  readonly spec: EnvironmentSpec;
  readonly size: Size;
  readonly launch: RuntimeLaunch;
  readonly enclosing: Enclosing;
  readonly runtimeDirectory: string;
  readonly temporaryDirectory: string;
  /** Runs the command behind it so that it ends with this process; empty where there is none. */
  readonly guard: readonly string[];
  readonly nowMs: () => number;
}

interface Parts {
  readonly api: RuntimeApi;
  readonly messages: Mailbox<SandboxMessage>;
  readonly enclosure: Enclosure;
}

/** One process of a function, its Runtime API and its output: lives until it is disposed of, or ends by itself. */
export class Sandbox implements AsyncDisposable {
  readonly #plan: SandboxPlan;
  readonly #parts: Parts;
  readonly #child: ChildProcess;
  readonly #output: FunctionOutput;
  readonly #watch: MemoryWatch;
  readonly #removed = Promise.withResolvers<void>();
  readonly #startedMs = performance.now();
  #isAlive = true;
  #isTooLarge = false;

  private constructor(plan: SandboxPlan, parts: Parts) {
    this.#plan = plan;
    this.#parts = parts;
    this.#child = this.#spawn();
    if (!this.#child.stdout) throw new Error('the output of the function is not piped');
    this.#output = new FunctionOutput(this.#child.stdout, plan.nowMs);
    this.#watch = new MemoryWatch({
      limitBytes: plan.size.memoryBytes,
      inspect: () => parts.enclosure.inspect(this.processId),
      onTooMuch: () => this.#outgrow(),
    });
    this.#child.once('exit', (code, signal) => this.#finish({ code, signal }));
    // Whoever disposes of it hears of trouble.
    this.#removed.promise.catch(() => {});
  }

  /** Resolves once the process runs; it initialises itself from then on. */
  static async open(plan: SandboxPlan): Promise<Sandbox> {
    const messages = new Mailbox<SandboxMessage>();
    const enclosure = await plan.enclosing.enclose(plan.size);
    const api = await RuntimeApi.open((message) => messages.put(message));
    const sandbox = new Sandbox(plan, { api, messages, enclosure });
    const spawned = Promise.withResolvers<void>();
    sandbox.#child.once('spawn', () => spawned.resolve());
    sandbox.#child.once('error', (error) => {
      const where = `${plan.spec.functionArn} in ${plan.spec.codeDirectory}`;
      spawned.reject(new Error(`no process for ${where}: ${error.message}`));
    });
    try {
      await spawned.promise;
    } catch (error) {
      api[Symbol.dispose]();
      await enclosure[Symbol.asyncDispose]();
      throw error;
    }
    sandbox.#watch.start();
    return sandbox;
  }

  get processId(): number {
    return this.#child.pid ?? 0;
  }

  get isAlive(): boolean {
    return this.#isAlive;
  }

  get enclosure(): Enclosure {
    return this.#parts.enclosure;
  }

  /** Since its process was started. */
  get ageMs(): number {
    return performance.now() - this.#startedMs;
  }

  /** The next thing that happens; a `timeout` in so many milliseconds, unless something else comes first. */
  async next(timeoutMs: number): Promise<SandboxMessage> {
    const { messages } = this.#parts;
    const timer = setTimeout(() => messages.put({ kind: 'timeout' }), Math.max(timeoutMs, 0));
    const message = await messages.take();
    clearTimeout(timer);
    return message;
  }

  deliver(event: Parameters<RuntimeApi['deliver']>[0]): void {
    this.#parts.api.deliver(event);
  }

  /** What the function wrote up to now. */
  async takeLines(): Promise<LogLine[]> {
    return await this.#output.take();
  }

  /** From now on its CPU time and its memory are its size's. */
  work(): void {
    this.#parts.enclosure.hold(this.processId);
    this.#watch.start();
  }

  /** It has nothing to do until it works again. */
  rest(): void {
    this.#watch.stop();
    if (this.#isAlive) this.#parts.enclosure.rest(this.processId);
  }

  /** The most memory that its processes had, since it was opened. */
  peakMemoryBytes(): number {
    const now = this.#isAlive ? treeMemory(this.processId).peakRssBytes : 0;
    return Math.max(this.#watch.peakBytes, now);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#kill();
    await this.#removed.promise;
  }

  #spawn(): ChildProcess {
    const { spec, launch, runtimeDirectory, temporaryDirectory, guard } = this.#plan;
    const { api, enclosure } = this.#parts;
    const { executionEnvironment } = launch;
    const places = { runtimeApi: api.address, temporaryDirectory, runtimeDirectory, executionEnvironment };
    const command = [...enclosure.joinFiles, '--', ...guard, launch.command, ...launch.args];
    return spawn('/bin/sh', ['-c', LAUNCH_SCRIPT, 'sandbox', ...command], {
      cwd: spec.codeDirectory,
      env: sandboxVariables(spec, places),
      stdio: ['ignore', 'pipe', 'ignore'],
      // A process group of its own: its children end with it, and Ctrl-C is not for them.
      detached: true,
    });
  }

  #outgrow(): void {
    this.#isTooLarge = true;
    this.#kill();
  }

  #kill(): void {
    const { pid } = this.#child;
    if (!this.#isAlive || pid === undefined) return;
    this.#isAlive = false;
    this.#watch.stop();
    for (const id of [-pid, ...processTree(pid)]) {
      try {
        process.kill(id, 'SIGKILL');
      } catch (error) {
        // Gone already; macOS says EPERM of a group that is.
        if (!['ESRCH', 'EPERM'].includes(`${(error as NodeJS.ErrnoException).code}`)) throw error;
      }
    }
  }

  #finish(end: ProcessEnd): void {
    const { api, messages, enclosure } = this.#parts;
    // Children that stayed behind.
    this.#kill();
    enclosure.rest(this.processId);
    api[Symbol.dispose]();
    messages.put({ kind: 'exit', end, isOutOfMemory: this.#isTooLarge || enclosure.wasKilledForMemory() });
    enclosure[Symbol.asyncDispose]().then(this.#removed.resolve, this.#removed.reject);
  }
}
