import type { GateBenchmark, GateRecord, RunRecord } from '@parquetry/bench/record';
import { changeText, setPercent } from '../text/changes.ts';
import { visibleText } from '../text/visible-text.ts';
import { gateOf } from './gate-run.ts';
import {
  benchmarksByNeed,
  capitalised,
  comparisonsOf,
  METRIC_WORDS,
  stateOf,
  VERDICT_WORDS,
} from './gate-words.ts';

type Level = 'error' | 'warning' | 'notice';

export interface Annotation {
  readonly level: Level;
  readonly title: string;
  readonly message: string;
}

const LONGEST_TITLE = 120;
const LONGEST_MESSAGE = 500;
/** GitHub shows ten of a kind for each step (https://docs.github.com/actions, "Workflow commands"). */
const MOST_OF_A_LEVEL = 10;

/** As GitHub's own toolkit has it (`packages/core/src/command.ts` of actions/toolkit). */
const escapeData = (text: string): string =>
  text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');

const escapeProperty = (text: string): string =>
  escapeData(text).replaceAll(':', '%3A').replaceAll(',', '%2C');

/** One workflow command of GitHub; whatever is in its texts, it is one line and no other command. */
export const annotationLine = ({ level, title, message }: Annotation): string =>
  `::${level} title=${escapeProperty(visibleText(title, LONGEST_TITLE))}::${escapeData(visibleText(message, LONGEST_MESSAGE))}`;

/** What stops a merge is an error; an inconclusive run that may go on is a warning. */
const levelOf = (verdict: GateBenchmark['verdict'], { exitCode }: GateRecord): Level =>
  verdict === 'inconclusive' && exitCode !== 3 ? 'warning' : 'error';

function ofVerdicts(gate: GateRecord): Annotation[] {
  const overall = {
    level: levelOf(gate.verdict, gate),
    title: `Gate: ${VERDICT_WORDS[gate.verdict]}`,
    message: gate.sentence,
  };
  const benchmarks = benchmarksByNeed(gate)
    .filter(({ verdict }) => verdict !== 'pass')
    .map(({ name, verdict, because }) => ({
      level: levelOf(verdict, gate),
      title: `${capitalised(VERDICT_WORDS[verdict])}: ${name}`,
      message: because,
    }));
  return gate.verdict === 'pass' ? benchmarks : [overall, ...benchmarks];
}

const ofCanaries = ({ canaries }: GateRecord): Annotation[] =>
  canaries
    .filter(({ misbehaved }) => misbehaved)
    .map(({ name, expected, found, ratio }) => ({
      level: 'error',
      title: `Canary misbehaved: ${name}`,
      message: `expected ${expected}, found ${found}, ${changeText(ratio)}; the run says nothing`,
    }));

const ofAcceptances = ({ acceptances }: GateRecord): Annotation[] =>
  acceptances.map((one) => {
    const what = `${METRIC_WORDS[one.metric]}, up to ${setPercent(one.upTo)}: ${one.because}`;
    return one.void === undefined
      ? { level: 'notice', title: `Accepted slowdown: ${one.benchmark}`, message: what }
      : { level: 'warning', title: `Void acceptance: ${one.benchmark}`, message: `${one.void}; ${what}` };
  });

const ofWatchList = (gate: GateRecord): Annotation[] =>
  comparisonsOf(gate)
    .filter(({ one }) => one.watch && stateOf(one) !== 'regression')
    .map(({ benchmark, one }) => ({
      level: 'notice',
      title: `Worth a look: ${benchmark.name}`,
      message: `${METRIC_WORDS[one.metric]} ${changeText(one.ratio)}`,
    }));

function bounded(annotations: readonly Annotation[]): Annotation[] {
  const byLevel = Map.groupBy(annotations, ({ level }) => level);
  return [...byLevel].flatMap(([level, all]) => {
    if (all.length <= MOST_OF_A_LEVEL) return all;
    const shown = all.slice(0, MOST_OF_A_LEVEL - 1);
    const message = `… and ${all.length - shown.length} more of this kind; the summary of the job has all of them`;
    return [...shown, { level, title: 'Gate', message }];
  });
}

/**
 * GitHub workflow commands, one line each, for what needs a look; none for a plain pass. At most ten of a kind. Throws where the
 * record compares no builds.
 */
export function gateAnnotations(record: RunRecord): string[] {
  const gate = gateOf(record);
  return bounded([
    ...ofVerdicts(gate),
    ...ofCanaries(gate),
    ...ofAcceptances(gate),
    ...ofWatchList(gate),
  ]).map(annotationLine);
}
