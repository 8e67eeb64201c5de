/** Bounds made of the first bytes of a UTF-8 text, which stay valid UTF-8. */

const isContinuation = (byte: number) => (byte & 0xc0) === 0x80;

/** Bytes of the character that begins with this byte (RFC 3629, section 3). */
function characterBytes(lead: number): number {
  if (lead < 0x80) return 1;
  if (lead < 0xe0) return 2;
  return lead < 0xf0 ? 3 : 4;
}

/** Where the last character before `end` begins. */
function lastCharacter(bytes: Uint8Array, end: number): number {
  let at = end - 1;
  while (isContinuation(bytes[at]!)) at -= 1;
  return at;
}

/** Where the whole characters of `bytes[start … end)` end; the text goes on behind it. */
export function wholeCharactersEnd(bytes: Uint8Array, start: number, end: number): number {
  if (end === start) return end;
  const last = lastCharacter(bytes, end);
  return last + characterBytes(bytes[last]!) <= end ? end : last;
}

/** Makes a character the next one; false where that is none, or takes more bytes. */
function raiseCharacter(bytes: Uint8Array, start: number, end: number): boolean {
  const length = end - start;
  // Surrogates, U+D800 to U+DFFF, are no characters: U+D7FF is followed by U+E000.
  if (length === 3 && bytes[start] === 0xed && bytes[start + 1] === 0x9f && bytes[start + 2] === 0xbf) {
    bytes.set([0xee, 0x80, 0x80], start);
    return true;
  }
  for (let at = end - 1; at > start; at -= 1) {
    if (bytes[at] !== 0xbf && !(length === 4 && at === start + 1 && isLastPlane(bytes, start))) {
      bytes[at]! += 1;
      return true;
    }
    bytes[at] = 0x80;
  }
  if (LAST_LEADS.includes(bytes[start]!)) return false;
  bytes[start]! += 1;
  return true;
}

/** The highest first bytes of characters of one, two, three and four bytes. */
const LAST_LEADS = [0x7f, 0xdf, 0xef, 0xf4];

/** U+100000 and up, whose second byte ends at 0x8F. */
const isLastPlane = (bytes: Uint8Array, start: number) => bytes[start] === 0xf4 && bytes[start + 1] === 0x8f;

/**
 * The shortest change to whole characters that makes a text above all texts that begin with them: the last character
 * that can be is raised to the next, those behind it are dropped. `undefined` where all are the highest of their length.
 */
export function raiseText(text: Uint8Array): Uint8Array | undefined {
  const raised = text.slice();
  for (let end = raised.length; end > 0; ) {
    const start = lastCharacter(raised, end);
    if (raiseCharacter(raised, start, end)) return raised.subarray(0, end);
    end = start;
  }
  return undefined;
}
