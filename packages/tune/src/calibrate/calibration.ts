import { estimate, tuneRecord } from '@parquetry/bench/record';
import { z } from 'zod';

/** What local figures depend on besides the function: of another of these, nothing is known. */
const machine = z.strictObject({
  cpuModel: z.string(),
  cores: z.number().int().positive(),
  architecture: tuneRecord.shape.function.shape.architecture,
  /** How the local host enforced the CPU share. */
  cpuControl: tuneRecord.shape.cpuControl,
  /** Name of the kernel. */
  kernel: z.string(),
});
export type CalibratedMachine = z.infer<typeof machine>;

/** How far this machine's times are from a function's, size by size, of a fixed amount of work. Times are in ms. */
export const calibrationFile = z.strictObject({
  calibrationVersion: z.literal(1),
  at: z.iso.datetime(),
  machine,
  function: z.strictObject({
    name: z.string(),
    /** `local`: it ran on a Lambda of this machine, which says nothing of AWS's. */
    place: z.enum(['local', 'aws']),
    region: z.string(),
    codeSha256: z.string().nullable(),
  }),
  errors: z
    .array(
      z.strictObject({
        memoryMb: z.number().int().positive(),
        /** Local duration over the function's, less one. */
        relativeError: estimate,
        localMs: estimate,
        functionMs: estimate,
      }),
    )
    .min(1),
});
export type CalibrationFile = z.infer<typeof calibrationFile>;
