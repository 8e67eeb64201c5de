import type { MeasuredCell, Measurement, RunRecord } from '@parquetry/bench/record';
import { basisFor } from './basis.ts';
import { type Contest, contestsOf, headlineOf, type Outcome, type Versus } from './contests.ts';
import { gateSentence } from './gate/gate-answer.ts';
import { historySentence } from './gate/history-answer.ts';
import { uncertainty } from './text/estimates.ts';
import { counted, format, formatRange } from './text/quantities.ts';
import { figure, name, plainText, type Sentence, sentence } from './text/sentence.ts';
import { formatNames, listed } from './text/words.ts';
import { tuneSentence } from './tune/tune-answer.ts';

type Compared = Extract<Outcome, { kind: 'compared' }>;

function place({ target }: Contest): string {
  return target === 'local' ? 'On this machine' : `On ${target}`;
}

function conversion({ scenario }: Contest): string {
  return `${scenario.dataset.format} to ${formatNames(scenario.plan.formats)}`;
}

function interval({ speedup }: Versus): string {
  return `(${uncertainty('rate', speedup)})`;
}

function ratio({ speedup }: Versus): string {
  return format('rate', speedup.median);
}

/** In a function time is priced at the size that it ran at; elsewhere a size has to be assumed. */
const priced = (cells: readonly MeasuredCell[]): string =>
  cells.every(({ target }) => target.startsWith('lambda:')) ? 'at' : 'at a modelled';

function costs(best: MeasuredCell, reference: MeasuredCell): Sentence {
  const { cost } = basisFor([best, reference]);
  const [ours, theirs] = [best, reference].map((cell) => format(cost.quantity, cost.of(cell).median));
  return sentence`${priced([best, reference])} ${figure(ours ?? '')} instead of ${theirs ?? ''} ${cost.per}`;
}

function comparison(contest: Contest, { best, reference, versus }: Compared): Sentence {
  const us = name(best.engine);
  const them = name(reference.engine);
  const factor = figure(`${ratio(versus)} times`);
  switch (versus.verdict) {
    case 'faster':
      return sentence`${place(contest)} ${us} converts ${conversion(contest)} ${factor} as fast as ${them} ${interval(versus)}, ${costs(best, reference)}.`;
    case 'slower':
      return sentence`${place(contest)} ${us} is slower than ${them} at ${conversion(contest)}: ${factor} as fast ${interval(versus)}, ${costs(best, reference)}.`;
    case 'equivalent':
      return sentence`${place(contest)} ${us} and ${them} are equally fast at ${conversion(contest)}, within what counts as equal: ${factor} as fast ${interval(versus)}.`;
    case 'undecided':
      return sentence`${place(contest)} the samples do not settle whether ${us} is faster than ${them} at ${conversion(contest)}: ${factor} as fast ${interval(versus)}.`;
    default:
      return versus.verdict satisfies never;
  }
}

function speed(cell: MeasuredCell): Sentence {
  const { inputBytesPerSecond } = cell.figures;
  const { cost } = basisFor([cell]);
  const rate = figure(format('bytesPerSecond', inputBytesPerSecond.median));
  const dollars = format(cost.quantity, cost.of(cell).median);
  return sentence`at ${rate} (${uncertainty('bytesPerSecond', inputBytesPerSecond)}), ${priced([cell])} ${dollars} ${cost.per}`;
}

const STATUS_WORDS = {
  unsupported: 'cannot do it',
  'wrong-output': 'gave wrong output',
  failed: 'failed',
  measured: 'was measured',
} as const satisfies Record<Measurement['status'], string>;

/** A busy host says nothing of what an engine can do. */
const statusWords = (cell: Measurement): string =>
  cell.status === 'unsupported' && cell.because.startsWith('not measurable here')
    ? 'was not measurable here'
    : STATUS_WORDS[cell.status];

function unmeasured(contest: Contest): Sentence[] {
  return contest.cells
    .filter(({ status }) => status !== 'measured')
    .map((cell) => sentence`${name(cell.engine)} ${statusWords(cell)}`);
}

function inSeries(sentences: readonly Sentence[]): Sentence {
  return sentences.flatMap((parts, index) => {
    const separator = index === 0 ? '' : index === sentences.length - 1 ? ' and ' : ', ';
    return sentence`${separator}${parts}`;
  });
}

function onlyOne(contest: Contest, cell: MeasuredCell): Sentence {
  const others = unmeasured(contest);
  const because: Sentence = others.length === 0 ? sentence`nothing else was tried` : inSeries(others);
  return sentence`${place(contest)} ${name(cell.engine)} converts ${conversion(contest)} ${speed(cell)}; there is nothing to compare it with: ${because}.`;
}

function withoutReference(contest: Contest, best: MeasuredCell): Sentence {
  const reference = contest.cells.find(({ engine }) => engine === contest.scenario.reference);
  const why: Sentence =
    reference === undefined
      ? sentence`the reference ${name(contest.scenario.reference)} was not run`
      : reference.status === 'measured'
        ? sentence`the record holds no comparison with ${name(reference.engine)}`
        : sentence`the reference ${name(reference.engine)} ${statusWords(reference)}`;
  return sentence`${place(contest)} ${name(best.engine)} has the highest median of ${counted(contest.measured.length, 'engine')}, converting ${conversion(contest)} ${speed(best)}; it is compared with nothing, because ${why}.`;
}

function noFigures(contest: Contest): Sentence {
  const others = unmeasured(contest);
  if (others.length === 0)
    return sentence`Nothing was measured: no engine was run on ${name(contest.label)}.`;
  return sentence`Nothing could be measured at ${conversion(contest)}: ${inSeries(others)}.`;
}

/** What one contest shows, in one sentence that claims no more than the samples do. */
export function answerOf(contest: Contest): Sentence {
  const { outcome } = contest;
  switch (outcome.kind) {
    case 'compared':
      return comparison(contest, outcome);
    case 'uncompared':
      return withoutReference(contest, outcome.best);
    case 'alone':
      return onlyOne(contest, outcome.best);
    case 'nothing':
      return noFigures(contest);
    default:
      return outcome satisfies never;
  }
}

/** The answer of a whole record in one plain sentence, for a terminal or a page title. */
export function answerSentence(record: RunRecord): string {
  if (record.gate !== undefined) return plainText(gateSentence(record.gate));
  if (record.history !== undefined) return plainText(historySentence(record.history));
  const headline = headlineOf(contestsOf(record));
  if (headline !== undefined) return plainText(answerOf(headline));
  return record.tune === undefined ? 'This record holds no scenario.' : plainText(tuneSentence(record.tune));
}

/** The few words for a window's title: `wasm-arrow 14.2× sequential (13.1–15.0)`. */
export function answerTitle(contest: Contest): string {
  const { outcome } = contest;
  if (outcome.kind === 'nothing') return 'nothing measured';
  if (outcome.kind !== 'compared') {
    return listed(contest.measured.map(({ engine }) => engine));
  }
  const { best, reference, versus } = outcome;
  const { median, low, high } = versus.speedup;
  const range = formatRange('times', median, low, high);
  return `${best.engine} ${format('times', median)} ${reference.engine} (${range})`;
}
