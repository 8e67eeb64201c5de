/**
 * The canonical text that is being written. Every field may write 16 bytes and a separator without asking, because a
 * record is begun only where there is so much room for all of its fields; whoever writes more asks first.
 */

export const FIELD_ROOM: usize = 17;

/** Where the next byte goes. */
export let out: usize = 0;
/** Up to here a field may be longer than FIELD_ROOM. */
export let roomEnd: usize = 0;
/** Whether writing was given up for lack of room. */
export let isFull: bool = false;

export function openOutput(text: usize, end: usize): void {
  out = text;
  roomEnd = end;
  isFull = false;
}

// @ts-ignore: decorator
@inline
export function setOut(at: usize): void {
  out = at;
}

/** Says that the record does not fit; 0, as every reader says that it cannot go on. */
export function giveUpForRoom(): usize {
  isFull = true;
  return 0;
}

/** Whether a field from `start` to `end` takes the room of others. */
// @ts-ignore: decorator
@inline
export function isTooLong(start: usize, end: usize): bool {
  return end > roomEnd && end + 1 > start + FIELD_ROOM;
}

/** Copies 16 bytes at once; up to 15 behind the end are written too. */
// @ts-ignore: decorator
@inline
export function copyChunks(to: usize, from: usize, length: usize): void {
  for (let done: usize = 0; done < length; done += 16) v128.store(to + done, v128.load(from + done));
}
