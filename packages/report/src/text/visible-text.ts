import { shortened } from './words.ts';

const BREAKS = /[ \t\n\v\f\r\u0085\u2028\u2029]+/g;
/** Controls (escape sequences begin with one), bidirectional and other invisible formats, private use, lone surrogates. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}]/gu;
/** More marks on one letter than any language writes cover the lines around it. */
const PILED_MARKS = /(\p{M}{3})\p{M}+/gu;
/** Of what is looked at for one shown character; the rest of an overlong text is not even cleaned. */
const LOOKED_AT = 4;

/** Text from outside as one line in which nothing is hidden: what cannot be seen becomes `�`; cut after `most` characters. */
export function visibleText(text: string, most: number): string {
  const clean = text
    .slice(0, most * LOOKED_AT)
    .replace(BREAKS, ' ')
    .replace(INVISIBLE, '\ufffd')
    .replace(PILED_MARKS, '$1')
    .trim();
  const isCut = text.length > most * LOOKED_AT;
  return shortened(isCut ? `${clean}…` : clean, most);
}
