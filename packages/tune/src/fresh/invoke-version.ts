import { classifyAnswer } from '../invoke/classify-answer.ts';
import type { TuneClients } from '../invoke/clients.ts';
import type { Clock } from '../invoke/clock.ts';
import type { FunctionFacts } from '../invoke/describe-function.ts';
import { findReport } from '../invoke/find-report.ts';
import type { HostShare } from '../invoke/host-share.ts';
import { invokeOnce } from '../invoke/invoke-once.ts';
import type { InvocationReport } from '../report-line/report.ts';

export interface VersionEvent {
  readonly facts: FunctionFacts;
  /** A published one, or `$LATEST`. */
  readonly version: string;
  /** The size of it. */
  readonly memoryMb: number;
  /** JSON. */
  readonly event: string;
}

/** What one invocation answered, with its REPORT. */
export type VersionAnswer =
  | {
      readonly status: 'answered';
      readonly answer: unknown;
      readonly report: InvocationReport;
      /** How a local host shared its CPU; null on AWS. */
      readonly cpuControl: HostShare['control'] | null;
      /** Why its times are worth nothing: a local host was too busy. */
      readonly spoiledBecause?: string;
    }
  | {
      readonly status: 'failed';
      readonly error: string;
      /** What is billed of it; null where nobody knows. */
      readonly billedMs: number | null;
    };

const MOST_TRIES_THROTTLED = 5;
const FIRST_BACKOFF_MS = 1000;

/**
 * Sends one event to one version. What is throttled has started nothing and is sent again, five times at most.
 *
 * @throws TuneError where the next event would fail as well: not allowed, not there.
 */
export async function invokeVersion(
  clients: TuneClients,
  clock: Clock,
  { event, facts, memoryMb, version }: VersionEvent,
  signal?: AbortSignal,
): Promise<VersionAnswer> {
  const body = new TextEncoder().encode(event);
  const target = { name: facts.name, version };
  for (let tries = 1; ; tries += 1) {
    const sentAtMs = clock.nowMs();
    const answer = await invokeOnce(clients, clock, target, body, signal);
    if (answer.status === 'unanswered') return { status: 'failed', error: answer.because, billedMs: null };
    if (answer.status === 'throttled') {
      if (tries >= MOST_TRIES_THROTTLED) {
        return { status: 'failed', error: `throttled (429, ${answer.reason}), ${tries} times`, billedMs: 0 };
      }
      await clock.sleep(answer.retryAfterMs ?? FIRST_BACKOFF_MS * 2 ** (tries - 1), signal);
      continue;
    }
    const { host, payload, requestId, tail } = answer;
    const { logGroup } = facts;
    const found = await findReport(clients, clock, { requestId, tail, logGroup, sentAtMs }, signal);
    const { because, outcome } = classifyAnswer(answer, found, memoryMb);
    if (found.status === 'missing' || because !== undefined) {
      const billedMs = found.status === 'found' ? found.report.billedMs : null;
      return { status: 'failed', error: because ?? outcome, billedMs };
    }
    return {
      status: 'answered',
      answer: JSON.parse(new TextDecoder().decode(payload)) as unknown,
      report: found.report,
      cpuControl: host?.control ?? null,
      ...(host?.isSpoiled && { spoiledBecause: host.because ?? 'the host was too busy' }),
    };
  }
}
