import { z } from 'zod';

/** Commands to run, one after the other, and measure: `passes` of one run per file. */
export const launchRequest = z.strictObject({
  passes: z.array(
    z.array(
      z.strictObject({
        argv: z.array(z.string()).min(1),
        /** Paths of the files that it has to write. */
        outputs: z.array(z.string()),
      }),
    ),
  ),
  keepOutputs: z.boolean(),
});
export type LaunchRequest = z.infer<typeof launchRequest>;

export interface LaunchAnswer {
  readonly passes: readonly {
    readonly wallMs: number;
    readonly userCpuMs: number;
    readonly systemCpuMs: number;
    /** Sizes of the outputs of every file, in the order of the request. */
    readonly outputBytes: readonly (readonly number[])[];
  }[];
  /** Highest of what was seen while looking every few milliseconds; null when nothing was. */
  readonly peakRssBytes: number | null;
}
