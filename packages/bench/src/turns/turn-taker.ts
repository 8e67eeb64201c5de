import type { OutputBytes } from '../sampling/output-bytes.ts';

/** What one turn did. */
export interface TurnWork {
  /** By format; has to be the same in every turn. */
  readonly outputBytes: OutputBytes;
}

/** By name, the unit in it. */
export type Counts = Readonly<Record<string, number>>;

/** Work that is done again and again in a process of its own, turn by turn with the same work in another. */
export interface TurnTaker<Request> {
  /** Everything before the measured part: sessions, warm-up. Called once, first. */
  open(request: Request): Promise<void>;
  /** The work, all of which is timed. `label` is another one each time: for the names of its outputs. */
  turn(label: string): Promise<TurnWork>;
  /** Removes what the turn of that label left. Not timed. */
  clear(label: string): Promise<void>;
  /** Closes what `open` opened, and tells what was counted while it was. */
  end(): Promise<Counts>;
}
