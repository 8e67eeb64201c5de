import type { GateBenchmark, GateComparison, GateRecord } from '@parquetry/bench/record';
import type { GateFailure } from '../unit/gate-failure.ts';
import { complaintsOf } from './judge-benchmark.ts';
import { tellHigh } from './tell-ratio.ts';

/** What a run has found, whatever it means. */
export interface RunFindings {
  readonly benchmarks: readonly GateBenchmark[];
  /** Each of them alone makes the run say nothing. */
  readonly failures: readonly GateFailure[];
  /** Benchmarks of head that base does not have. */
  readonly newInHead: readonly string[];
  readonly isOutOfTime: boolean;
}

/** What is made of benchmarks that stay undecided. */
export interface UndecidedRule {
  /** By interval: a warning where no slowdown beyond `maxUndecided` is left open, on top of what was accepted. */
  readonly inconclusive: GateRecord['plan']['inconclusive'];
  /** 0.1 for 10 %. */
  readonly maxUndecided: number;
}

export type RunVerdict = Pick<GateRecord, 'verdict' | 'sentence' | 'reasons' | 'exitCode'>;

const count = (number: number, one: string, many = `${one}s`) => `${number} ${number === 1 ? one : many}`;

const ofVerdict = ({ benchmarks }: RunFindings, verdict: GateBenchmark['verdict']) =>
  benchmarks.filter((benchmark) => benchmark.verdict === verdict);

const undecidedIn = (benchmarks: readonly GateBenchmark[]): GateComparison[] =>
  benchmarks.flatMap(({ comparisons }) => comparisons.filter(({ verdict }) => verdict === 'inconclusive'));

const highOf = ({ ratio }: GateComparison): number => ratio.high ?? Infinity;

/** What is left open beyond what was accepted, as a ratio. */
const openBeyond = (one: GateComparison): number => highOf(one) / (1 + (one.accepted?.upTo ?? 0));

function undecidedBlocks(
  open: readonly GateComparison[],
  { inconclusive, maxUndecided }: UndecidedRule,
): boolean {
  switch (inconclusive) {
    case 'pass':
      return false;
    case 'fail':
      return true;
    case 'by-interval':
      return open.some((one) => !(openBeyond(one) <= 1 + maxUndecided));
    default:
      return inconclusive satisfies never;
  }
}

/** The largest slowdown that any of the deciding comparisons leaves possible. */
function excludedBy(benchmarks: readonly GateBenchmark[]): string {
  const highs = benchmarks.flatMap(({ comparisons }) =>
    comparisons.filter(({ role }) => role === 'fine').map(highOf),
  );
  return `none is slower by more than ${tellHigh(Math.max(...highs))}`;
}

const withNew = (sentence: string, { newInHead }: RunFindings): string =>
  newInHead.length === 0
    ? sentence
    : `${sentence}; new in head, compared with nothing: ${newInHead.join(', ')}`;

function reasonsOf(findings: RunFindings): string[] {
  const { benchmarks, failures, isOutOfTime } = findings;
  const undecided = ofVerdict(findings, 'inconclusive');
  return [
    ...failures.map(({ message }) => message),
    ...ofVerdict(findings, 'infrastructure-failure').map(({ name, because }) => `${name}: ${because}`),
    ...benchmarks.flatMap(complaintsOf),
    ...(isOutOfTime && undecided.length > 0
      ? [
          `time was out before ${undecided.map(({ name }) => name).join(', ')} could be decided; raise --max-minutes`,
        ]
      : []),
  ];
}

const infrastructure = (findings: RunFindings): boolean =>
  findings.failures.length > 0 ||
  ofVerdict(findings, 'infrastructure-failure').length > 0 ||
  !findings.benchmarks.some(({ comparisons }) => comparisons.length > 0);

function regressionSentence(findings: RunFindings): string {
  const red = ofVerdict(findings, 'regression');
  const names = red.map(({ name, because }) => `${name}, ${because}`).join('; ');
  return `regression in ${red.length} of ${count(findings.benchmarks.length, 'benchmark')}: ${names}`;
}

/**
 * The verdict of a whole run, its exit code and its reasons. What makes the run say nothing goes before what it found: no
 * figure counts beside a failure, and without a comparison there is no pass.
 */
export function judgeRun(findings: RunFindings, rule: UndecidedRule): RunVerdict {
  const reasons = reasonsOf(findings);
  if (infrastructure(findings)) {
    const [first = 'no benchmark was compared', ...more] = reasons;
    const others = more.length === 0 ? '' : ` (and ${count(more.length, 'more reason')})`;
    return {
      verdict: 'infrastructure-failure',
      sentence: `the run says nothing about the change: ${first}${others}`,
      reasons: [first, ...more],
      exitCode: 2,
    };
  }
  if (ofVerdict(findings, 'regression').length > 0)
    return {
      verdict: 'regression',
      sentence: withNew(regressionSentence(findings), findings),
      reasons,
      exitCode: 1,
    };
  const undecided = ofVerdict(findings, 'inconclusive');
  if (undecided.length > 0) {
    const open = undecidedIn(undecided);
    const names = undecided.map(({ name }) => name).join(', ');
    const of = `${undecided.length} of ${count(findings.benchmarks.length, 'benchmark')}`;
    const sentence = `undecided in ${of}: ${names}; cannot exclude ${tellHigh(Math.max(...open.map(highOf)))}`;
    return {
      verdict: 'inconclusive',
      sentence: withNew(sentence, findings),
      reasons,
      exitCode: undecidedBlocks(open, rule) ? 3 : 0,
    };
  }
  const passed = `pass: ${count(findings.benchmarks.length, 'benchmark')}, ${excludedBy(findings.benchmarks)}`;
  return { verdict: 'pass', sentence: withNew(passed, findings), reasons, exitCode: 0 };
}
