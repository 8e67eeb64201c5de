import type { LogLine } from '../environment/environment.ts';

export interface LogEvent {
  /** Grows with every line that is kept. */
  readonly id: number;
  readonly stream: string;
  readonly atMs: number;
  readonly keptAtMs: number;
  readonly text: string;
}

export interface LogStream {
  readonly name: string;
  readonly createdMs: number;
  readonly events: readonly LogEvent[];
}

interface Batch {
  readonly group: string;
  readonly stream: string;
  readonly count: number;
  readonly bytes: number;
}

interface Stream extends LogStream {
  events: LogEvent[];
}

/** What a line takes beside its text, about. */
const LINE_BYTES = 100;

/** What functions have written, by group and stream; the oldest is forgotten once all of it takes more than `mostBytes`. */
export class LogStore {
  readonly #mostBytes: number;
  readonly #groups = new Map<string, { createdMs: number; streams: Map<string, Stream> }>();
  #batches: Batch[] = [];
  #bytes = 0;
  #lastId = 0;

  constructor(mostBytes: number) {
    this.#mostBytes = mostBytes;
  }

  /** The names and times of the groups, by name. */
  get groups(): readonly { readonly name: string; readonly createdMs: number }[] {
    return [...this.#groups]
      .map(([name, { createdMs }]) => ({ name, createdMs }))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  /** Of a group, by name; undefined when there is no such group. */
  streams(group: string): readonly LogStream[] | undefined {
    const found = this.#groups.get(group);
    return found && [...found.streams.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  deleteGroup(group: string): void {
    this.#groups.delete(group);
  }

  keep(group: string, stream: string, lines: readonly LogLine[], nowMs: number): void {
    if (lines.length === 0) return;
    const events = this.#streamOf(group, stream, nowMs).events;
    for (const { atMs, text } of lines) {
      events.push({ id: ++this.#lastId, stream, atMs: Math.round(atMs), keptAtMs: nowMs, text });
    }
    const bytes = lines.reduce((sum, { text }) => sum + text.length + LINE_BYTES, 0);
    this.#batches.push({ group, stream, count: lines.length, bytes });
    this.#bytes += bytes;
    this.#forget();
  }

  #streamOf(group: string, stream: string, nowMs: number): Stream {
    let ofGroup = this.#groups.get(group);
    if (ofGroup === undefined) {
      ofGroup = { createdMs: nowMs, streams: new Map() };
      this.#groups.set(group, ofGroup);
    }
    let found = ofGroup.streams.get(stream);
    if (found === undefined) {
      found = { name: stream, createdMs: nowMs, events: [] };
      ofGroup.streams.set(stream, found);
    }
    return found;
  }

  #forget(): void {
    let forgotten = 0;
    for (; this.#bytes > this.#mostBytes; forgotten++) {
      const { group, stream, count, bytes } = this.#batches[forgotten]!;
      this.#bytes -= bytes;
      const streams = this.#groups.get(group)?.streams;
      const found = streams?.get(stream);
      if (found === undefined) continue;
      found.events.splice(0, count);
      if (found.events.length === 0) streams?.delete(stream);
    }
    if (forgotten > 0) this.#batches = this.#batches.slice(forgotten);
  }
}
