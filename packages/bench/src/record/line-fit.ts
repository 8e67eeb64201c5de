import { z } from 'zod';
import { estimate } from './estimate.ts';

/** A straight line through the times of contenders that do the same on more and more objects: t = a + b · n. */
export const lineFit = z.strictObject({
  scenario: z.string(),
  /** What the contenders have in common. */
  of: z.string(),
  points: z.array(z.strictObject({ files: z.number().int(), round: z.number().int(), wallMs: z.number() })),
  /** a */
  interceptMs: estimate,
  /** b */
  msPerFile: estimate,
  /** How far the middle of the range lies below the line, as a share of the time there; null with two sizes. */
  bend: estimate.nullable(),
  /** `straight`: the whole interval of the bend is within 10 % to either side. `bent`: the whole of it is outside. */
  verdict: z.enum(['straight', 'bent', 'undecided']),
});
export type LineFitRecord = z.infer<typeof lineFit>;
