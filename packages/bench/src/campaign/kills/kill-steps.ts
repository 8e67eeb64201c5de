/**
 * Where a delivery is killed. `after GET`: a source has come. `after PUT`: an output is there, and the manifest does not know
 * of it. `after Create`: an upload has begun, and is noted down nowhere. `between parts`: one part is there, others are not.
 * `before Complete`: all parts are there. `after Complete`: the object is there, and the manifest does not know of it.
 */
export const killSteps = [
  'after GET',
  'after PUT',
  'after Create',
  'between parts',
  'before Complete',
  'after Complete',
] as const;
export type KillStep = (typeof killSteps)[number];

/** To be killed when it comes to a step for the `count`th time. */
export interface KillOrder {
  readonly step: KillStep;
  readonly count: number;
}

/** What a process says of its end before it is killed. */
export interface Death {
  readonly step: KillStep;
  readonly operation: string;
  /** Decoded: `/bucket/key`. */
  readonly path: string;
}
