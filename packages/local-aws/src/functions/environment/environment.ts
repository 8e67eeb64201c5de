/**
 * An execution environment of the local Lambda: one process that runs one version of a function, one event at a time, with
 * the CPU share and the memory of its size. The service (REST, concurrency, queues, logs) stands on this port alone.
 */

/** How the share of a CPU is enforced, best first; `none`: the process runs as fast as the host, times are modelled. */
export type CpuControl = 'cgroup' | 'closed-loop' | 'none';

/** What an environment is made of; never changes during its life. */
export interface EnvironmentSpec {
  readonly functionName: string;
  /** With the version. */
  readonly functionArn: string;
  /** `$LATEST` or a number. */
  readonly version: string;
  /** `index.handler`. */
  readonly handler: string;
  /** The unpacked code, with a `bootstrap` if it brings its own runtime; becomes LAMBDA_TASK_ROOT and the working directory. */
  readonly codeDirectory: string;
  readonly memoryMb: number;
  readonly timeoutMs: number;
  readonly ephemeralStorageMb: number;
  /** Credentials and endpoints too; what Lambda reserves (AWS_LAMBDA_*, AWS_REGION, _HANDLER, TMPDIR here) comes from the rest of the specification. */
  readonly variables: Readonly<Record<string, string>>;
  readonly logFormat: 'Text' | 'JSON';
  readonly logGroup: string;
  readonly logStream: string;
  readonly region: string;
  readonly initializationType: 'on-demand' | 'provisioned-concurrency';
  /** 10 s on Lambda; an init that takes longer is tried once more within the first invocation. */
  readonly initTimeoutMs?: number;
}

export interface InvokeRequest {
  readonly requestId: string;
  readonly invokedArn: string;
  readonly payload: Uint8Array;
  /** Base64, as the header has it. */
  readonly clientContext?: string;
  readonly traceId?: string;
}

/** Whether the host gave an invocation the CPU that its size promises. */
export interface HostShare {
  readonly control: CpuControl;
  /** Of one core, as the size promises. */
  readonly wantedCores: number;
  /** Zero for a process that ended within the invocation: its figures went with it. */
  readonly cpuMs: number;
  /** Time in which threads were ready to run within their share, and the host ran something else; null where unknown. */
  readonly runDelayMs: number | null;
  /** The host was too busy, for the invocation or for the init that its report has: the sample says nothing about the size. */
  readonly isSpoiled: boolean;
  /** Set when spoiled. */
  readonly because?: string;
}

/** What REPORT says. Init is there on the invocation that began the environment, and nowhere else. */
export interface InvocationReport {
  readonly durationMs: number;
  readonly billedDurationMs: number;
  readonly memorySizeMb: number;
  /** Of the process tree, measured. */
  readonly maxMemoryUsedMb: number;
  readonly initDurationMs?: number;
}

/** One line that the function, or the platform, wrote. */
export interface LogLine {
  /** Milliseconds since 1970. */
  readonly atMs: number;
  /** Without the line's end. */
  readonly text: string;
}

/** How an invocation ended; everything but `ok` and `error` also ended the environment, and after those two `isAlive` says whether it goes on. */
export interface Invocation {
  readonly status: 'ok' | 'error' | 'timeout' | 'out-of-memory' | 'exited';
  /** The answer, or the error's JSON as Lambda words it. */
  readonly payload: Uint8Array;
  readonly report: InvocationReport;
  /** In order: INIT_START (a cold one), START, the function's own, END, REPORT, in the format of the specification. */
  readonly lines: readonly LogLine[];
  readonly host: HostShare;
}

export interface Environment extends AsyncDisposable {
  readonly spec: EnvironmentSpec;
  readonly processId: number;
  /** False once its process has ended, or is being ended. */
  readonly isAlive: boolean;
  /** One event at a time. Trouble of the function is a status, trouble of the host is an error. */
  invoke(request: InvokeRequest): Promise<Invocation>;
}

export interface HostOptions {
  /** The best that this machine offers when absent. */
  readonly cpuControl?: CpuControl;
}

/** What starts environments on this machine, and leaves nothing of them behind. */
export interface EnvironmentHost extends AsyncDisposable {
  readonly cpuControl: CpuControl;
  /** In cores: what all environments may use together. */
  readonly cores: number;
  /**
   * Resolves once the process is started; its init goes on, and belongs to the first invocation. With `untilInit` (provisioned
   * concurrency) it resolves after the init, which is then in no report, and rejects if that fails. No more inits run at once than there
   * are cores: others wait here.
   */
  start(spec: EnvironmentSpec, options?: { readonly untilInit?: boolean }): Promise<Environment>;
}
