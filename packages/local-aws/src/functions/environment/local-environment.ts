import { availableParallelism } from 'node:os';
import type {
  Environment,
  EnvironmentSpec,
  HostShare,
  Invocation,
  InvocationReport,
  InvokeRequest,
  LogLine,
} from './environment.ts';
import { withInit } from './judge-host-share.ts';
import { asJson, asText, type PlatformEvent } from './platform-lines.ts';
import { type InitTold, runEvent, untilReady } from './run-event.ts';
import { Sandbox, type SandboxPlan } from './sandbox.ts';
import { type Told, wordOutcome } from './word-outcome.ts';
import { WorkMeter, type WorkPlace } from './work-meter.ts';

const INIT_TIMEOUT_MS = 10_000;
const BYTES_PER_MB = 1024 * 1024;

type Phase = WorkPlace['phase'];

/** How an init phase went, and what it wrote. */
interface Init {
  readonly told: InitTold;
  readonly durationMs: number;
  readonly host: HostShare;
  readonly lines: readonly LogLine[];
}

/** How an invocation went, before anybody words it. */
interface Ran {
  readonly told: Told;
  readonly durationMs: number;
  readonly host: HostShare;
  readonly peakMemoryBytes: number;
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
  #isDisposed = false;

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

  #place(phase: Phase): WorkPlace {
    const { size, enclosing } = this.#plan;
    return { phase, control: enclosing.control, wantedCores: size.cores, hostCores: availableParallelism() };
  }

  get spec(): EnvironmentSpec {
    return this.#plan.spec;
  }

  get processId(): number {
    return this.#sandbox.processId;
  }

  get isAlive(): boolean {
    return !this.#isDisposed && (this.#init !== undefined || this.#sandbox.isAlive);
  }

  /** Resolves however the init went. */
  get initEnded(): Promise<void> {
    return Promise.resolve(this.#init).then(
      () => {},
      () => {},
    );
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
    this.#mustLive();
    if (this.#isBusy) {
      const { functionArn } = this.spec;
      throw new Error(`${functionArn} runs one event at a time; ${request.requestId} came too early`);
    }
    this.#isBusy = true;
    try {
      return await this.#invoke(request);
    } finally {
      this.#isBusy = false;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isDisposed = true;
    await this.#sandbox[Symbol.asyncDispose]();
    await this.#init?.catch(() => {});
    await this.#onEnd();
  }

  async #invoke(request: InvokeRequest): Promise<Invocation> {
    const init = await this.#init;
    this.#init = undefined;
    const ran = await this.#run(request);
    const { told, durationMs, peakMemoryBytes } = ran;
    const worded = wordOutcome(request.requestId, this.spec.timeoutMs, told);
    const initDurationMs = init?.told.kind === 'ready' && !this.#isInitPaid ? init.durationMs : undefined;
    const report = this.#report(worded.status, durationMs, initDurationMs, peakMemoryBytes);
    const { requestId } = request;
    const lines = [
      ...(init?.lines ?? []),
      ...ran.lines,
      ...(worded.event ? this.#lines(worded.event) : []),
      ...this.#lines({ kind: 'end', requestId }),
      ...this.#lines({ kind: 'report', requestId, report, outcome: worded.outcome }),
    ];
    const host = withInit(ran.host, initDurationMs === undefined ? undefined : init?.host);
    return { status: worded.status, payload: worded.payload, report, lines, host };
  }

  async #run(request: InvokeRequest): Promise<Ran> {
    const { timeoutMs, version } = this.spec;
    const isAgain = !this.#sandbox.isAlive;
    if (isAgain) await this.#renew();
    const sandbox = this.#sandbox;
    const meter = new WorkMeter(sandbox, this.#place('invoke'));
    sandbox.work();
    const startedMs = performance.now() - (isAgain ? sandbox.ageMs : 0);
    const elapsedMs = () => performance.now() - startedMs;
    const again = isAgain ? await this.#initialise('invoke', timeoutMs - elapsedMs()) : undefined;
    const start = this.#lines({ kind: 'start', requestId: request.requestId, version });
    const { told, isReady } =
      again && again.told.kind !== 'ready'
        ? { told: again.told, isReady: false }
        : await runEvent(sandbox, request, timeoutMs - elapsedMs());
    const durationMs = told.kind === 'timeout' ? timeoutMs : elapsedMs();
    const host = meter.read(durationMs);
    const peakMemoryBytes = sandbox.peakMemoryBytes();
    sandbox.rest();
    if (!isReady) await sandbox[Symbol.asyncDispose]();
    const lines = [...(again?.lines ?? []), ...start, ...(await sandbox.takeLines())];
    return { told, durationMs, host, peakMemoryBytes, lines };
  }

  #report(
    status: Invocation['status'],
    durationMs: number,
    initDurationMs: number | undefined,
    peakBytes: number,
  ): InvocationReport {
    const { memoryMb } = this.spec;
    // Files mapped since the last look can make it a little more than the size for a moment; Lambda never says more.
    const usedMb = Math.min(Math.ceil(peakBytes / BYTES_PER_MB), memoryMb);
    return {
      durationMs,
      billedDurationMs: Math.ceil((initDurationMs ?? 0) + durationMs),
      memorySizeMb: memoryMb,
      maxMemoryUsedMb: status === 'out-of-memory' ? memoryMb : usedMb,
      ...(initDurationMs === undefined ? {} : { initDurationMs }),
    };
  }

  async #renew(): Promise<void> {
    await this.#sandbox[Symbol.asyncDispose]();
    this.#mustLive();
    this.#sandbox = await Sandbox.open(this.#plan);
    // Disposed of meanwhile: the one that it knew was another.
    if (this.#isDisposed) await this.#sandbox[Symbol.asyncDispose]();
  }

  #mustLive(): void {
    if (!this.#isDisposed) return;
    throw new Error(`an environment of ${this.spec.functionArn} was disposed of and takes no events`);
  }

  async #initialise(phase: Phase, timeoutMs: number): Promise<Init> {
    const { functionName, version, initializationType } = this.spec;
    const { runtime } = this.#plan.launch;
    const sandbox = this.#sandbox;
    const start = this.#lines({ kind: 'init-start', initializationType, functionName, version, runtime });
    const meter = new WorkMeter(sandbox, this.#place(phase));
    const { told, isReady } = await untilReady(sandbox, timeoutMs);
    const durationMs = sandbox.ageMs;
    const host = meter.read(durationMs);
    if (phase === 'init') sandbox.rest();
    if (!isReady) await sandbox[Symbol.asyncDispose]();
    const written = [...(phase === 'init' ? start : []), ...(await sandbox.takeLines())];
    if (told.kind === 'ready') return { told, durationMs, host, lines: written };
    const { outcome } = wordOutcome('init', timeoutMs, told);
    const report = this.#lines({ kind: 'init-report', initializationType, phase, durationMs, outcome });
    return { told, durationMs, host, lines: [...written, ...report] };
  }

  #lines(event: PlatformEvent): LogLine[] {
    const atMs = this.#plan.nowMs();
    const text = this.spec.logFormat === 'JSON' ? asJson(event, atMs) : asText(event, atMs);
    return text === undefined ? [] : [{ atMs, text }];
  }
}
