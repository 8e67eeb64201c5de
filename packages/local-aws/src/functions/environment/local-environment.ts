import type { Environment, EnvironmentSpec, Invocation, InvokeRequest, LogLine } from './environment.ts';
import { asJson, asText, type PlatformEvent } from './platform-lines.ts';
import { runEvent, untilReady } from './run-event.ts';
import { Sandbox, type SandboxPlan } from './sandbox.ts';
import { type Told, wordOutcome } from './word-outcome.ts';

const INIT_TIMEOUT_MS = 10_000;
const BYTES_PER_MB = 1024 * 1024;

/** How an init phase went, and what it wrote. */
interface Init {
  readonly told: Awaited<ReturnType<typeof untilReady>>;
  readonly durationMs: number;
  readonly lines: readonly LogLine[];
}

/** An environment on this machine: one sandbox, or two when the init of the first failed. */
export class LocalEnvironment implements Environment {
  readonly #plan: SandboxPlan;
  readonly #onEnd: () => Promise<void>;
  #sandbox: Sandbox;
  /** Until the first invocation takes it. */
  #init: Promise<Init> | undefined;
  #isInitPaid = false;
  #isBusy = false;

  private constructor(plan: SandboxPlan, sandbox: Sandbox, onEnd: () => Promise<void>) {
    this.#plan = plan;
    this.#sandbox = sandbox;
    this.#onEnd = onEnd;
    this.#init = this.#initialise('init', plan.spec.initTimeoutMs ?? INIT_TIMEOUT_MS);
    // Whoever invokes hears of it.
    this.#init.catch(() => {});
  }

  /** Resolves once the process is started. */
  static async open(plan: SandboxPlan, onEnd: () => Promise<void>): Promise<LocalEnvironment> {
    return new LocalEnvironment(plan, await Sandbox.open(plan), onEnd);
  }

  get spec(): EnvironmentSpec {
    return this.#plan.spec;
  }

  get processId(): number {
    return this.#sandbox.processId;
  }

  get isAlive(): boolean {
    return this.#init !== undefined || this.#sandbox.isAlive;
  }

  /** Resolves when the first event can be given; rejects when the init failed. Its time is then no part of the first invocation. */
  async untilInit(): Promise<void> {
    const init = await this.#init;
    this.#isInitPaid = true;
    if (init === undefined || init.told.kind === 'ready') return;
    const { payload } = wordOutcome('init', this.spec.initTimeoutMs ?? INIT_TIMEOUT_MS, init.told);
    throw new Error(`${this.spec.functionArn}: the init failed: ${Buffer.from(payload).toString('utf8')}`);
  }

  async invoke(request: InvokeRequest): Promise<Invocation> {
    if (this.#isBusy)
      throw new Error(
        `${this.spec.functionArn} runs one event at a time; ${request.requestId} came too early`,
      );
    this.#isBusy = true;
    try {
      return await this.#invoke(request);
    } finally {
      this.#isBusy = false;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#sandbox[Symbol.asyncDispose]();
    await this.#init?.catch(() => {});
    await this.#onEnd();
  }

  async #invoke(request: InvokeRequest): Promise<Invocation> {
    const { requestId } = request;
    const { timeoutMs, version, memoryMb } = this.spec;
    const init = await this.#init;
    this.#init = undefined;
    await this.#sandbox.beginMeasuring();
    const startedMs = performance.now();
    const again = this.#sandbox.isAlive ? undefined : await this.#initialiseAgain();
    const start = this.#lines({ kind: 'start', requestId, version });
    const told = await this.#tell(again, request, timeoutMs - (performance.now() - startedMs));
    const durationMs = told.kind === 'timeout' ? timeoutMs : performance.now() - startedMs;
    const { host, peakMemoryBytes } = await this.#sandbox.endMeasuring(durationMs);
    const worded = wordOutcome(requestId, timeoutMs, told);
    const written = await this.#sandbox.takeLines();
    const initDurationMs = init?.told.kind === 'ready' && !this.#isInitPaid ? init.durationMs : undefined;
    const report = {
      durationMs,
      billedDurationMs: Math.ceil((initDurationMs ?? 0) + durationMs),
      memorySizeMb: memoryMb,
      maxMemoryUsedMb:
        worded.status === 'out-of-memory' ? memoryMb : Math.ceil(peakMemoryBytes / BYTES_PER_MB),
      ...(initDurationMs === undefined ? {} : { initDurationMs }),
    };
    const lines = [
      ...(init?.lines ?? []),
      ...(again?.lines ?? []),
      ...start,
      ...written,
      ...(worded.event ? this.#lines(worded.event) : []),
      ...this.#lines({ kind: 'end', requestId }),
      ...this.#lines({ kind: 'report', requestId, report, outcome: worded.outcome }),
    ];
    return { status: worded.status, payload: worded.payload, report, lines, host };
  }

  async #tell(again: Init | undefined, request: InvokeRequest, remainingMs: number): Promise<Told> {
    if (again && again.told.kind !== 'ready') return again.told;
    return await runEvent(this.#sandbox, request, remainingMs);
  }

  async #initialiseAgain(): Promise<Init> {
    await this.#sandbox[Symbol.asyncDispose]();
    this.#sandbox = await Sandbox.open(this.#plan);
    return await this.#initialise('invoke', this.spec.timeoutMs);
  }

  async #initialise(phase: 'init' | 'invoke', timeoutMs: number): Promise<Init> {
    const { functionName, version, initializationType } = this.spec;
    const { runtime } = this.#plan.launch;
    const sandbox = this.#sandbox;
    const start = this.#lines({ kind: 'init-start', initializationType, functionName, version, runtime });
    const told = await untilReady(sandbox, timeoutMs);
    const durationMs = sandbox.ageMs;
    const written = await sandbox.takeLines();
    if (told.kind === 'ready')
      return { told, durationMs, lines: phase === 'init' ? [...start, ...written] : written };
    const { outcome } = wordOutcome('init', timeoutMs, told);
    const report = this.#lines({ kind: 'init-report', initializationType, phase, durationMs, outcome });
    return { told, durationMs, lines: [...(phase === 'init' ? start : []), ...written, ...report] };
  }

  #lines(event: PlatformEvent): LogLine[] {
    const atMs = this.#plan.nowMs();
    const text = this.spec.logFormat === 'JSON' ? asJson(event, atMs) : asText(event, atMs);
    return text === undefined ? [] : [{ atMs, text }];
  }
}
