import type { PollNote } from '@parquetry/delivery';

const BETWEEN_MS = 60_000;

/**
 * Passes notes on; that a queue does not answer, which every batch finds out for itself, once a minute at most.
 *
 * @param now in ms, of a clock that never goes back.
 */
export function sparingNotes(tell: (note: PollNote) => void, now: () => number): (note: PollNote) => void {
  let toldAt = Number.NEGATIVE_INFINITY;
  return (note) => {
    if (note.kind === 'waiting') {
      if (now() - toldAt < BETWEEN_MS) return;
      toldAt = now();
    }
    tell(note);
  };
}
