import type { TuneSample } from '@parquetry/bench/record';
import type { Size } from '../plan/size.ts';
import { classifyAnswer } from './classify-answer.ts';
import type { TuneClients } from './clients.ts';
import { type Clock, isoTime } from './clock.ts';
import { type FoundReport, findReport } from './find-report.ts';
import type { HostShare } from './host-share.ts';
import { type Answer, type InvocationTarget, invokeOnce } from './invoke-once.ts';
import { readOwnFigures } from './read-answer.ts';

export interface SampleRequest {
  readonly size: Size;
  readonly slot: number;
  readonly round: number;
  /** Which payload; its bytes. */
  readonly payload: number;
  readonly body: Uint8Array;
  readonly target: InvocationTarget;
  readonly logGroup: string;
}

/** A sample, and what it is not asked to keep. */
export interface TakenSample {
  readonly sample: TuneSample;
  /** As long as a 429 asks to wait. */
  readonly retryAfterMs: number | null;
  readonly host: HostShare | null;
}

const NO_FIGURES = {
  clientMs: null,
  durationMs: null,
  billedMs: null,
  initMs: null,
  restoreMs: null,
  maxMemoryUsedMb: null,
};

const identity = ({ payload, round, size, slot }: SampleRequest, sentAtMs: number) => ({
  ...size,
  slot,
  round,
  payload,
  startedAt: isoTime(sentAtMs),
});

type Unanswered = Exclude<Answer, { status: 'answered' }>;

function withoutAnswer(answer: Unanswered): Pick<TuneSample, 'outcome' | 'because' | 'throttleReason'> {
  switch (answer.status) {
    case 'throttled':
      return { outcome: 'throttled', because: `429, ${answer.reason}`, throttleReason: answer.reason };
    case 'unanswered':
      return { outcome: 'failed', because: answer.because };
    default:
      return answer satisfies never;
  }
}

function figuresOf(found: FoundReport) {
  if (found.status === 'missing') return {};
  const { billedMs, durationMs, initMs, maxMemoryUsedMb, restoreMs } = found.report;
  return { billedMs, durationMs, initMs, maxMemoryUsedMb, restoreMs, reportFrom: found.from };
}

const discardedBy = (host: HostShare | null) =>
  host?.isSpoiled ? { discarded: host.because ?? 'the host was too busy' } : {};

/** Sends one event, finds its REPORT and classifies it. */
export async function takeSample(
  clients: TuneClients,
  clock: Clock,
  request: SampleRequest,
  signal?: AbortSignal,
): Promise<TakenSample> {
  const sentAtMs = clock.nowMs();
  const answer = await invokeOnce(clients, clock, request.target, request.body, signal);
  const known = { ...identity(request, sentAtMs), ...NO_FIGURES };
  if (answer.status !== 'answered') {
    const retryAfterMs = answer.status === 'throttled' ? answer.retryAfterMs : null;
    return { sample: { ...known, requestId: null, ...withoutAnswer(answer) }, retryAfterMs, host: null };
  }
  const { clientMs, host, payload, requestId, tail } = answer;
  const found = await findReport(
    clients,
    clock,
    { requestId, tail, logGroup: request.logGroup, sentAtMs },
    signal,
  );
  const classified = classifyAnswer(answer, found, request.size.memoryMb);
  const figures = { clientMs, ...figuresOf(found), ...readOwnFigures(payload), ...discardedBy(host) };
  return { sample: { ...known, requestId, ...classified, ...figures }, retryAfterMs: null, host };
}
