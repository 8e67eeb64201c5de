import type { InvocationReport } from './environment.ts';

/** How an init phase or an invocation ended, as a line of the platform says it. */
export type Outcome =
  | { readonly status: 'success' }
  | { readonly status: 'timeout' }
  /** `isCrash`: the process is gone; an error that the handler answered is not told in the text format. */
  | { readonly status: 'error'; readonly errorType: string; readonly isCrash: boolean };

/** What the platform writes into the log of a function. */
export type PlatformEvent =
  | {
      readonly kind: 'init-start';
      readonly initializationType: string;
      readonly functionName: string;
      readonly version: string;
      readonly runtime: string;
    }
  | {
      readonly kind: 'init-report';
      readonly initializationType: string;
      readonly phase: 'init' | 'invoke';
      readonly durationMs: number;
      readonly outcome: Outcome;
    }
  | { readonly kind: 'start'; readonly requestId: string; readonly version: string }
  | { readonly kind: 'timed-out'; readonly requestId: string; readonly message: string }
  | { readonly kind: 'crashed'; readonly message: string; readonly errorType: string }
  | { readonly kind: 'end'; readonly requestId: string }
  | {
      readonly kind: 'report';
      readonly requestId: string;
      readonly report: InvocationReport;
      readonly outcome: Outcome;
    };

const RUNTIME_ARN = 'arn:aws:lambda:local::runtime:local';
const milliseconds = (value: number) => `${value.toFixed(2)} ms`;
const rounded = (value: number) => Math.round(value * 100) / 100;

function outcomeFields(outcome: Outcome): string[] {
  switch (outcome.status) {
    case 'success':
      return [];
    case 'timeout':
      return ['Status: timeout'];
    case 'error':
      return outcome.isCrash ? ['Status: error', `Error Type: ${outcome.errorType}`] : [];
    default:
      return outcome satisfies never;
  }
}

function reportFields(report: InvocationReport): string[] {
  const { initDurationMs } = report;
  return [
    `Duration: ${milliseconds(report.durationMs)}`,
    `Billed Duration: ${report.billedDurationMs} ms`,
    `Memory Size: ${report.memorySizeMb} MB`,
    `Max Memory Used: ${report.maxMemoryUsedMb} MB`,
    ...(initDurationMs === undefined ? [] : [`Init Duration: ${milliseconds(initDurationMs)}`]),
  ];
}

/** Every field but the last is followed by a tab on Lambda, and the last one too. */
const fields = (first: string, rest: readonly string[]) => [first, ...rest, ''].join('\t');

/** A line of the text format, as Lambda words it. */
export function asText(event: PlatformEvent, atMs: number): string {
  switch (event.kind) {
    case 'init-start':
      return `INIT_START Runtime Version: ${event.runtime}\tRuntime Version ARN: ${RUNTIME_ARN}`;
    case 'init-report':
      return [
        `INIT_REPORT Init Duration: ${milliseconds(event.durationMs)}`,
        `Phase: ${event.phase}`,
        ...outcomeFields(event.outcome),
      ].join('\t');
    case 'start':
      return `START RequestId: ${event.requestId} Version: ${event.version}`;
    case 'timed-out':
      return `${new Date(atMs).toISOString()} ${event.requestId} ${event.message}`;
    case 'crashed':
      return `${event.message}\n${event.errorType}`;
    case 'end':
      return `END RequestId: ${event.requestId}`;
    case 'report':
      return fields(`REPORT RequestId: ${event.requestId}`, [
        ...reportFields(event.report),
        ...outcomeFields(event.outcome),
      ]);
    default:
      return event satisfies never;
  }
}

const outcomeRecord = (outcome: Outcome) =>
  outcome.status === 'error'
    ? { status: outcome.isCrash ? 'failure' : 'error', errorType: outcome.errorType }
    : { status: outcome.status };

function metricsOf({
  durationMs,
  billedDurationMs,
  memorySizeMb,
  maxMemoryUsedMb,
  initDurationMs,
}: InvocationReport) {
  return {
    durationMs: rounded(durationMs),
    billedDurationMs,
    memorySizeMB: memorySizeMb,
    maxMemoryUsedMB: maxMemoryUsedMb,
    ...(initDurationMs === undefined ? {} : { initDurationMs: rounded(initDurationMs) }),
  };
}

function recordOf(event: PlatformEvent): { type: string; record: unknown } | undefined {
  switch (event.kind) {
    case 'init-start': {
      const { initializationType, functionName, version, runtime } = event;
      const record = {
        initializationType,
        phase: 'init',
        runtimeVersion: runtime,
        runtimeVersionArn: RUNTIME_ARN,
        functionName,
        functionVersion: version,
      };
      return { type: 'platform.initStart', record };
    }
    case 'init-report': {
      const { initializationType, phase, durationMs, outcome } = event;
      const record = {
        initializationType,
        phase,
        ...outcomeRecord(outcome),
        metrics: { durationMs: rounded(durationMs) },
      };
      return { type: 'platform.initReport', record };
    }
    case 'start':
      return { type: 'platform.start', record: { requestId: event.requestId, version: event.version } };
    case 'report': {
      const { requestId, outcome, report } = event;
      return {
        type: 'platform.report',
        record: { requestId, ...outcomeRecord(outcome), metrics: metricsOf(report) },
      };
    }
    // The JSON format says these in platform.report.
    case 'timed-out':
    case 'crashed':
    case 'end':
      return undefined;
    default:
      return event satisfies never;
  }
}

/** A line of the JSON format; undefined for what only the text format has a line for. */
export function asJson(event: PlatformEvent, atMs: number): string | undefined {
  const line = recordOf(event);
  return line && JSON.stringify({ time: new Date(atMs).toISOString(), ...line });
}
