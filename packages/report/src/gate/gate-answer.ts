import type { GateRecord } from '@parquetry/bench/record';
import { figure, type Sentence, sentence } from '../text/sentence.ts';
import { shortened } from '../text/words.ts';
import { capitalised, VERDICT_WORDS } from './gate-words.ts';

/** The verdict, and what the gate says of it. */
export const gateSentence = ({ verdict, sentence: said }: GateRecord): Sentence =>
  sentence`${figure(`${capitalised(VERDICT_WORDS[verdict])}.`)} ${said}`;

const LONGEST_TITLE = 100;

/** For a window's title. */
export const gateTitle = ({ verdict, sentence: said }: GateRecord): string =>
  shortened(`${VERDICT_WORDS[verdict]}: ${said}`, LONGEST_TITLE);
