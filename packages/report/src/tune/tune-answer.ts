import type { Estimate, TuneAnswer, TuneRecord } from '@parquetry/bench/record';
import { shortEstimate, uncertainty } from '../text/estimates.ts';
import { format, formatRange } from '../text/quantities.ts';
import { figure, name, type Sentence, sentence } from '../text/sentence.ts';
import { listed } from '../text/words.ts';
import {
  choiceName,
  currentSize,
  figuresOf,
  hasChoice,
  isSameSize,
  mainAnswer,
  megabytes,
  type TuneSize,
} from './tune-sizes.ts';

type Question = TuneAnswer['question'];

/** What a question asks for, as a noun. */
export function questionNoun(question: Question, { plan }: TuneRecord): string {
  switch (question) {
    case 'cheapest':
      return 'the cheapest size';
    case 'fastest':
      return 'the fastest size';
    case 'balanced':
      return 'the balanced choice';
    case 'knee':
      return 'the knee of cost against time';
    case 'cheapest-within-slo':
      return `the cheapest size with p95 under ${format('duration', plan.sloMs ?? 0)}`;
    default:
      return question satisfies never;
  }
}

/** Of a relative change: `31.2 % cheaper (29.1–33.0 %)`, or that the samples cannot tell. */
export function changeText(change: Estimate, less: string, more: string, same: string): string {
  const { median, low, high } = change;
  const signed = (value: number) => `${value < 0 ? '−' : '+'}${format('percent', Math.abs(value))}`;
  if (low <= 0 && high >= 0) return `${same} as far as the samples tell (${signed(low)} to ${signed(high)})`;
  const [least, most] = [Math.min(Math.abs(low), Math.abs(high)), Math.max(Math.abs(low), Math.abs(high))];
  const range = formatRange('percent', Math.abs(median), least, most);
  return `${format('percent', Math.abs(median))} ${median < 0 ? less : more} (${range}\u00a0%)`;
}

const cheaper = (change: Estimate) => changeText(change, 'cheaper', 'dearer', 'costs the same');
const faster = (change: Estimate) => changeText(change, 'faster', 'slower', 'takes as long');

/** Sets the figure of a change apart from its interval. */
function emphasised(text: string): Sentence {
  const bracket = text.indexOf(' (');
  return [figure(text.slice(0, bracket)), { text: text.slice(bracket), style: 'plain' }];
}

const isOpen = ({ low, high }: Estimate) => low <= 0 && high >= 0;

/** What changes with the choice, and against what. */
function changes({ comparedWithCurrent, function: { memoryMb } }: TuneRecord): Sentence | undefined {
  if (comparedWithCurrent === null) return undefined;
  const { dollars, durationMs } = comparedWithCurrent;
  const [cost, time] = [emphasised(cheaper(dollars)), emphasised(faster(durationMs))];
  const first = isOpen(dollars) ? cost : sentence`is ${cost}`;
  const second = isOpen(durationMs) === isOpen(dollars) || isOpen(durationMs) ? time : sentence`is ${time}`;
  return sentence`${first} and ${second} ${isOpen(durationMs) ? 'as' : 'than'} with its ${megabytes(memoryMb)}`;
}

function costAndTime(tune: TuneRecord, size: NonNullable<TuneAnswer['choice']>): Sentence {
  const figures = figuresOf(tune, size);
  if (figures === undefined) return sentence`nobody knows how much, because no answer was counted`;
  const cost = figures.dollarsPerMillion;
  const time = shortEstimate('duration', figures.durationMs.p50);
  return sentence`${figure(format('dollars', cost.median))} per million events (${uncertainty('dollars', cost)}), ${time} each`;
}

function tiedNames(tune: TuneRecord, { choice, tied }: TuneAnswer): string {
  const sizes = [...(choice === null ? [] : [choice]), ...tied].toSorted((a, b) => a.memoryMb - b.memoryMb);
  return listed(sizes.map((size) => choiceName(size, tune)));
}

/** The memory set apart, so that a long name can break behind it. */
function sizeFigure(size: TuneSize, tune: TuneRecord): Sentence {
  const [memory, whole] = [megabytes(size.memoryMb), choiceName(size, tune)];
  return sentence`${figure(memory)}${whole.slice(memory.length)}`;
}

/** That the function has one of the sizes of a tie already: then nothing speaks for a change. */
function currentOfTie(tune: TuneRecord, { choice, tied }: TuneAnswer): Sentence {
  const now = currentSize(tune);
  const isOneOfThem = [...(choice === null ? [] : [choice]), ...tied].some((size) => isSameSize(size, now));
  return isOneOfThem ? sentence` Its current ${megabytes(now.memoryMb)} is one of them.` : [];
}

/** The difference that a tie leaves: said of the size with the best median, which is no winner. */
function ofTie(tune: TuneRecord, answer: TuneAnswer): Sentence {
  const compared = tune.comparedWithCurrent;
  const what = changes(tune);
  if (what === undefined || compared === null || isSameSize(compared.choice, currentSize(tune))) return [];
  if (answer.choice === null || !isSameSize(compared.choice, answer.choice)) return [];
  return sentence` At ${choiceName(compared.choice, tune)} it ${what}.`;
}

function ofChoice(tune: TuneRecord, answer: TuneAnswer): Sentence {
  const { choice } = answer;
  const us = name(tune.function.name);
  if (choice !== null && !hasChoice(tune))
    return sentence`Only ${sizeFigure(choice, tune)} of ${us} was measured, so there is nothing to choose from: it costs ${costAndTime(tune, choice)}.`;
  const noun = questionNoun(answer.question, tune);
  if (choice === null) return sentence`The record names no size of ${us} as ${noun}.`;
  const size = sizeFigure(choice, tune);
  if (isSameSize(choice, currentSize(tune)))
    return sentence`${us} has ${noun} already: at ${size} it costs ${costAndTime(tune, choice)}.`;
  const what = changes(tune);
  if (what !== undefined) return sentence`At ${size}, ${noun}, ${us} ${what}.`;
  return sentence`At ${size}, ${noun}, ${us} costs ${costAndTime(tune, choice)}; its current ${megabytes(tune.function.memoryMb)} was not measured.`;
}

/** What a tune found, in one or two sentences that claim no more than its samples do. */
export function tuneSentence(tune: TuneRecord): Sentence {
  const answer = mainAnswer(tune);
  const us = name(tune.function.name);
  if (answer === undefined) return sentence`Nothing was decided about the size of ${us}.`;
  const noun = questionNoun(answer.question, tune);
  switch (answer.status) {
    case 'chosen':
      return ofChoice(tune, answer);
    case 'no-distinguishable-winner':
      return sentence`${figure('No distinguishable winner')} as ${noun} of ${us}: the samples cannot tell ${tiedNames(tune, answer)} apart.${currentOfTie(tune, answer)}${ofTie(tune, answer)}`;
    case 'none':
      return sentence`No size of ${us} can be named as ${noun}: ${answer.because}.`;
    default:
      return answer.status satisfies never;
  }
}

/** One question and its answer, without the question. */
export function answerText(tune: TuneRecord, answer: TuneAnswer): Sentence {
  const { choice, status } = answer;
  if (status === 'none' || choice === null) return sentence`None: ${answer.because}.`;
  const what = costAndTime(tune, choice);
  if (status === 'chosen') return sentence`${sizeFigure(choice, tune)}: ${what}.`;
  return sentence`No distinguishable winner among ${tiedNames(tune, answer)}. Best, but not by enough: ${choiceName(choice, tune)} at ${what}.`;
}

const QUESTION_TITLES: Readonly<Record<Question, string>> = {
  cheapest: 'Cheapest',
  fastest: 'Fastest',
  balanced: 'Balanced',
  knee: 'Knee',
  'cheapest-within-slo': 'Cheapest in time',
};

export const questionTitle = (question: Question): string => QUESTION_TITLES[question];

/** For a window's title: `local:convert: 1,769 MB`. */
export function tuneTitle(tune: TuneRecord): string {
  const answer = mainAnswer(tune);
  const us = tune.function.name;
  if (answer === undefined || answer.status === 'none' || answer.choice === null)
    return `${us}: no size chosen`;
  if (!hasChoice(tune)) return `${us}: only ${choiceName(answer.choice, tune)} was measured`;
  if (answer.status === 'no-distinguishable-winner') return `${us}: no distinguishable winner`;
  return `${us}: ${choiceName(answer.choice, tune)}`;
}
