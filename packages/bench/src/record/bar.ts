import { z } from 'zod';
import { estimate } from './estimate.ts';

/**
 * What is compared. `time`: wall time of a pass per input byte. `first-file`: from starting the process to its first
 * converted file. `output-bytes`: bytes written per input byte, all formats together. `peak-rss`: resident memory of a
 * fresh process at its highest. `requests-per-file`: requests of a pass to the object store, of all operations and with those
 * that failed. `connections`: those that a pass opened.
 */
export const metric = z.enum([
  'time',
  'first-file',
  'output-bytes',
  'peak-rss',
  'requests-per-file',
  'connections',
]);
export type Metric = z.infer<typeof metric>;

/** A claim about one contender: at most `limit` times what another takes, or at most `limit` in the metric's own unit. */
const bar = z.strictObject({
  /** Whom the claim is about. */
  of: z.string(),
  metric,
  limit: z.number().positive(),
  /** Whom it is compared with: of several, whoever takes the most. Null where the limit is absolute. */
  against: z.union([z.string(), z.array(z.string()).min(1)]).nullable(),
});
export type Bar = z.infer<typeof bar>;

/** A bar with what was found: the ratio ours/theirs, or the figure itself where nobody is compared with. */
export const judgedBar = z.discriminatedUnion('verdict', [
  z.strictObject({
    ...bar.shape,
    verdict: z.enum(['holds', 'fails', 'undecided']),
    /** `holds`: the upper end of its interval is within the limit. `fails`: the lower end is above it. */
    found: estimate,
  }),
  z.strictObject({ ...bar.shape, verdict: z.literal('not-judged'), because: z.string() }),
]);
export type JudgedBar = z.infer<typeof judgedBar>;
