import type { GateRecord } from '@parquetry/bench/record';
import { figure, plainText, type Sentence, sentence } from '../text/sentence.ts';
import { shortened } from '../text/words.ts';
import { capitalised, VERDICT_WORDS } from './gate-words.ts';

/** The verdict, and what else the gate says of the run; a sentence that begins with its verdict does not say it twice. */
export function verdictAndRest({ verdict, sentence: said }: GateRecord): { verdict: string; rest: string } {
  const words = VERDICT_WORDS[verdict];
  const beginsWithIt = said.startsWith(words) && !/^[\p{L}\p{N}-]/u.test(said.slice(words.length));
  return beginsWithIt
    ? { verdict: capitalised(words), rest: said.slice(words.length) }
    : { verdict: `${capitalised(words)}:`, rest: ` ${said}` };
}

/** The verdict set apart from the rest. */
export function gateSentence(gate: GateRecord): Sentence {
  const { verdict, rest } = verdictAndRest(gate);
  return sentence`${figure(verdict)}${rest}`;
}

const LONGEST_TITLE = 100;

/** For a window's title. */
export const gateTitle = (gate: GateRecord): string =>
  shortened(plainText(gateSentence(gate)), LONGEST_TITLE);
