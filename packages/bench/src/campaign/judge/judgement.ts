import { z } from 'zod';
import { finding } from './finding.ts';

const count = z.number().int().nonnegative();

/** What is there in the end, as the store shows it to somebody who asks nobody else. */
export const judgement = z.strictObject({
  /** Sources. offered = delivered + dead-lettered + those with a finding. */
  offered: count,
  /** One object for each format, equal to the source row by row. */
  delivered: count,
  /** Nothing but a dead letter. */
  deadLettered: z.array(
    z.strictObject({ kind: z.string(), code: z.string(), letters: count, first: z.string() }),
  ),
  /** Rows of delivered sources, each compared in every format. */
  rows: count,
  outputBytes: count,
  /** By format: the library that read it, which is not the one that wrote it. */
  verifiedBy: z.record(z.string(), z.string()),
  /** An output, or rows of it, that is nowhere: not among the dead letters either. */
  lost: finding,
  /** There more than once: rows, a whole source, or a source that was delivered and has a dead letter as well. */
  doubled: finding,
  /** As many rows as there should be, and not the same. */
  wrong: finding,
  /** Below the outputs, and neither an output nor the pipeline's own. */
  stray: finding,
  /** Uploads that were neither completed nor aborted. */
  leaked: finding,
  /** Sources that are not what they were. */
  changed: finding,
});
export type Judgement = z.infer<typeof judgement>;

export const FAULTLESS = ['lost', 'doubled', 'wrong', 'stray', 'leaked', 'changed'] as const;

/** Nothing is there that should not be, and all that should. */
export const isFaultless = (judged: Judgement): boolean =>
  FAULTLESS.every((name) => judged[name].count === 0);
