import { createHash } from 'node:crypto';
import { sum } from '@parquetry/bench/statistics';
import type { FunctionFacts } from '../invoke/describe-function.ts';
import { publishOrder } from '../versions/publish-order.ts';
import { concurrencyOf, planVisits, type Visit } from './plan-visits.ts';
import { settingKey, settingsOf } from './size.ts';
import type { TuneRequest } from './tune-request.ts';

/** One bill: what an invocation costs at a size, its fee included. */
export interface BilledInvocation {
  readonly memoryMb: number;
  readonly billedMs: number;
}
export type DollarsOf = (invocation: BilledInvocation, facts: FunctionFacts) => number;

/** What a tune would do, before it does anything. */
export interface TunePlan {
  readonly facts: FunctionFacts;
  readonly visits: readonly Visit[];
  readonly versions: number;
  readonly invocations: {
    readonly warm: number;
    readonly cold: number;
    /** At most. */
    readonly warmUps: number;
    readonly all: number;
  };
  /** Calls that are no invocation, about: updates, polls, publishing, deleting. */
  readonly otherCalls: number;
  readonly dollars: {
    /** With one second at 1,769 MB, longer below it in proportion, and never longer than the time-out. */
    readonly guess: number;
    /** If every invocation ran into its time-out. */
    readonly most: number;
  };
  /** What one should know before saying yes, in sentences. */
  readonly warnings: readonly string[];
  /** Why it will not be done, with the way out; empty: it can. */
  readonly refusals: readonly string[];
}

const FULL_CORE_MB = 1769;
const GUESSED_MS = 1000;
/** A look, update, two polls, publish, two polls, delete. */
const CALLS_PER_VERSION = 8;
const CALLS_AROUND = 12;

export const plannedVersions = (request: TuneRequest, facts: FunctionFacts) =>
  publishOrder(settingsOf(request.memoryMb, request.engines), () => request.coldSamples, {
    memoryMb: facts.memoryMb,
    engine: request.engines.length === 0 ? null : facts.engine,
  });

interface Bill {
  readonly memoryMb: number;
  readonly invocations: number;
}

function warmUpBills(request: TuneRequest): Bill[] {
  const most = Math.max(...concurrencyOf(request));
  return settingsOf(request.memoryMb, request.engines).map(({ memoryMb }) => ({
    memoryMb,
    invocations: request.warmUps * most,
  }));
}

function dollarsOf(bills: readonly Bill[], facts: FunctionFacts, price: DollarsOf): TunePlan['dollars'] {
  const timeoutMs = facts.timeoutSeconds * 1000;
  const guessMs = (memoryMb: number) =>
    Math.min(timeoutMs, GUESSED_MS * Math.max(1, FULL_CORE_MB / memoryMb));
  const total = (billedMs: (memoryMb: number) => number) =>
    sum(
      bills.map(
        ({ invocations, memoryMb }) => invocations * price({ memoryMb, billedMs: billedMs(memoryMb) }, facts),
      ),
    );
  return { guess: total(guessMs), most: total(() => timeoutMs) };
}

function warningsOf(request: TuneRequest, facts: FunctionFacts): string[] {
  const { concurrency, eventSources, name } = facts;
  const warnings = facts.unknown.map((what) => `could not be read: ${what}`);
  const onLatest = eventSources.filter(({ invokes, isEnabled }) => isEnabled && invokes === '$LATEST');
  if (onLatest.length > 0 && !request.isCopy) {
    const arns = onLatest.map(({ arn }) => arn).join(', ');
    warnings.push(
      `${arns} invokes $LATEST of ${name}, whose size changes while versions are published: --copy leaves it alone`,
    );
  }
  const available = concurrency.reserved ?? concurrency.unreserved;
  const most = Math.max(...concurrencyOf(request));
  if (available !== null && available < most) {
    warnings.push(`${most} at once are more than the ${available} that may run: the rest will be throttled`);
  }
  if (concurrency.provisioned !== null) {
    warnings.push(
      `${facts.qualifier} of ${name} keeps ${concurrency.provisioned} environments ready: versions that are sampled have none, so times and what a million events cost are those without; with --events-per-month, the month of each size tells besides what it costs with them, if they take every event`,
    );
  }
  if (facts.snapStart) warnings.push('SnapStart takes minutes for each version that is published');
  return warnings;
}

function refusalsOf(
  request: TuneRequest,
  facts: FunctionFacts,
  plan: Pick<TunePlan, 'dollars' | 'invocations'>,
): string[] {
  const { isCopy, maxDollars, payloads } = request;
  const refusals: string[] = [];
  if (request.engines.length > 0 && !facts.isOurs) {
    refusals.push(`${facts.name} is none of our functions, it has no engines: leave out --engines`);
  }
  if (!isCopy && facts.codeSha256 !== facts.latestCodeSha256) {
    refusals.push(
      `${facts.name}:${facts.qualifier} has other code than $LATEST, on which sizes are set: tune a copy of it (--copy), or $LATEST`,
    );
  }
  if (!isCopy && !facts.reports) {
    refusals.push(
      `${facts.name} has the system log level WARN, which leaves out the REPORT that samples are read from: set it to INFO, or tune a copy (--copy)`,
    );
  }
  if (maxDollars !== null && plan.dollars.guess > maxDollars) {
    refusals.push(
      `about $${plan.dollars.guess.toFixed(4)} are more than the $${maxDollars} allowed: fewer samples or sizes, or --max-usd`,
    );
  }
  if (payloads.most !== null && payloads.most < plan.invocations.all) {
    refusals.push(
      `${plan.invocations.all} invocations need as many payloads, ${payloads.told.description} has ${payloads.most}: give more, or a template with {{uuid}}`,
    );
  }
  return refusals;
}

/** Says what a tune will do, what it may cost, and why it must not. A pure function: nothing is called. */
export function planTune(request: TuneRequest, facts: FunctionFacts, price: DollarsOf): TunePlan {
  const visits = planVisits(request);
  const versions = plannedVersions(request, facts).length;
  const countOf = (isCold: boolean) =>
    sum(visits.filter(({ cold }) => (cold !== null) === isCold).map(({ samples }) => samples.length));
  const warmUps = warmUpBills(request);
  const counts = {
    warm: countOf(false),
    cold: countOf(true),
    warmUps: sum(warmUps.map((bill) => bill.invocations)),
  };
  const invocations = { ...counts, all: counts.warm + counts.cold + counts.warmUps };
  const bills = visits.map(({ samples, size }) => ({ memoryMb: size.memoryMb, invocations: samples.length }));
  const dollars = dollarsOf([...bills, ...warmUps], facts, price);
  return {
    facts,
    visits,
    versions,
    invocations,
    otherCalls: versions * CALLS_PER_VERSION + CALLS_AROUND,
    dollars,
    warnings: warningsOf(request, facts),
    refusals: refusalsOf(request, facts, { dollars, invocations }),
  };
}

/** Of all that decides which samples are taken: a run is resumed with the same or not at all. */
export function planSha256(request: TuneRequest, facts: FunctionFacts): string {
  const { coldSamples, concurrency, engines, load, memoryMb, payloads, samples, seed } = request;
  const decisive = {
    arn: facts.arn,
    code: facts.codeSha256,
    settings: settingsOf(memoryMb, engines).map(settingKey),
    concurrency,
    samples,
    coldSamples,
    load,
    payloads: payloads.told.sha256,
    seed,
  };
  return createHash('sha256').update(JSON.stringify(decisive)).digest('hex');
}
