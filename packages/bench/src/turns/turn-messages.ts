import type { Counts, TurnWork } from './turn-taker.ts';

/** One measured turn. CPU time is user and system time of all threads. */
export interface Turn extends TurnWork {
  readonly cpuMs: number;
  readonly wallMs: number;
}

/** What a process that took turns says at its end. */
export interface TurnsEnd {
  readonly peakRssBytes: number;
  readonly counters: Counts;
  /** What has to agree between processes that are compared. */
  readonly fingerprint: Readonly<Record<string, string>>;
}

export type ToTaker<Request> =
  | { readonly kind: 'open'; readonly request: Request }
  | { readonly kind: 'turn'; readonly turn: number }
  | { readonly kind: 'end' };

export type FromTaker =
  | { readonly kind: 'ready' }
  | { readonly kind: 'opened'; readonly beforeCpuMs: number }
  | { readonly kind: 'turned'; readonly turn: number; readonly work: Turn }
  | { readonly kind: 'ended'; readonly end: TurnsEnd }
  | { readonly kind: 'failed'; readonly error: string };

export type Answer<Kind extends FromTaker['kind']> = Extract<FromTaker, { readonly kind: Kind }>;
