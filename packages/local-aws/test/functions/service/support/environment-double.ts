import type {
  Environment,
  EnvironmentHost,
  EnvironmentSpec,
  Invocation,
  InvokeRequest,
} from '../../../../src/functions/environment/environment.ts';

/** What a function of the double does with an event: a value, or how else it ends. */
export type Behaviour = (event: unknown, spec: EnvironmentSpec) => unknown | Promise<unknown>;

/** A status that a behaviour throws to end with it. */
export class EndWith extends Error {
  readonly status: Exclude<Invocation['status'], 'ok'>;

  constructor(status: Exclude<Invocation['status'], 'ok'>, message: string) {
    super(message);
    this.status = status;
  }
}

const encode = (value: unknown) => Buffer.from(JSON.stringify(value) ?? 'null');

async function run(behaviour: Behaviour, request: InvokeRequest, spec: EnvironmentSpec) {
  try {
    const event: unknown = JSON.parse(Buffer.from(request.payload).toString('utf8'));
    return { status: 'ok', payload: encode(await behaviour(event, spec)) } as const;
  } catch (error) {
    const status = error instanceof EndWith ? error.status : 'error';
    return {
      status,
      payload: encode({ errorType: 'Error', errorMessage: (error as Error).message }),
    } as const;
  }
}

class EnvironmentDouble implements Environment {
  readonly spec: EnvironmentSpec;
  readonly processId = 0;
  readonly #host: EnvironmentHostDouble;
  #isCold: boolean;
  isAlive = true;

  constructor(spec: EnvironmentSpec, isCold: boolean, host: EnvironmentHostDouble) {
    this.spec = spec;
    this.#isCold = isCold;
    this.#host = host;
  }

  async invoke(request: InvokeRequest): Promise<Invocation> {
    const { spec } = this;
    const isCold = this.#isCold;
    this.#isCold = false;
    const { status, payload } = await run(this.#host.behaviour, request, spec);
    if (status !== 'ok' && status !== 'error') this.isAlive = false;
    const atMs = Date.now();
    const init = isCold ? '\tInit Duration: 100.00 ms' : '';
    const texts = [
      `START RequestId: ${request.requestId} Version: ${spec.version}`,
      ...this.#host.prints,
      `END RequestId: ${request.requestId}`,
      `REPORT RequestId: ${request.requestId}\tDuration: 5.00 ms\tBilled Duration: ${isCold ? 105 : 5} ms\tMemory Size: ${spec.memoryMb} MB\tMax Memory Used: 60 MB${init}\t`,
    ];
    return {
      status,
      payload,
      report: {
        durationMs: 5,
        billedDurationMs: isCold ? 105 : 5,
        memorySizeMb: spec.memoryMb,
        maxMemoryUsedMb: 60,
        ...(isCold && { initDurationMs: 100 }),
      },
      lines: texts.map((text) => ({ atMs, text })),
      host: { control: 'none', wantedCores: 1, cpuMs: 1, runDelayMs: null, isSpoiled: false },
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.isAlive = false;
    this.#host.ended.push(this.spec);
  }
}

/** Environments without processes, that count: their function is `behaviour`. */
export class EnvironmentHostDouble implements EnvironmentHost {
  readonly cpuControl = 'none';
  readonly cores = 2;
  readonly started: EnvironmentSpec[] = [];
  readonly ended: EnvironmentSpec[] = [];
  behaviour: Behaviour;
  /** What each invocation prints. */
  prints: readonly string[] = [];
  /** Set: environments cannot be started. */
  trouble: Error | undefined;
  /** What a start waits for. */
  beforeStart: (() => Promise<void>) | undefined;

  constructor(behaviour: Behaviour = (event) => event) {
    this.behaviour = behaviour;
  }

  async start(spec: EnvironmentSpec, { untilInit = false } = {}): Promise<Environment> {
    await this.beforeStart?.();
    if (this.trouble) throw this.trouble;
    this.started.push(spec);
    return new EnvironmentDouble(spec, !untilInit, this);
  }

  async [Symbol.asyncDispose](): Promise<void> {}
}
