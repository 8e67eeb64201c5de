import { sampleRequest } from '@parquetry/bench/sample-request';
import { z } from 'zod';
import { KERNEL_NAME } from './run-kernel.ts';

/** Nothing else of a function's machine may be written. */
const tmpFile = z
  .string()
  .regex(/^\/tmp\/.+/, 'it must be a file below /tmp')
  .refine((path) => !path.split('/').includes('..'), 'it must not lead out of /tmp');

const s3Object = z.string().regex(/^s3:\/\/[^/]+\/.*[^/]$/s, 'it must be s3://bucket/key');

const staged = z.strictObject({ from: s3Object, to: tmpFile });
const brought = z.strictObject({ from: tmpFile, to: s3Object });

const generated = z.strictObject({
  recipe: z.string(),
  rows: z.number().int().positive(),
  seed: z.number().int().nonnegative(),
  to: tmpFile,
});

/** A sample, and the files that it reads. */
const sampling = z.strictObject({
  request: sampleRequest,
  /** Brought from S3 before the sample, deleted after it. */
  stage: z.array(staged).default([]),
  /** The same of synthetic data. */
  generate: z.array(generated).default([]),
  /** What a conversion left, brought to S3 after it and deleted here. */
  bring: z.array(brought).default([]),
});
export type Sampling = z.infer<typeof sampling>;

const acting = z.discriminatedUnion('action', [
  z.strictObject({ action: z.literal('describe') }),
  z.strictObject({
    action: z.literal('kernel'),
    kernel: z.literal(KERNEL_NAME),
    rounds: z.number().int().positive(),
  }),
]);

export type BenchInvocation =
  | { readonly kind: 'describe' }
  | { readonly kind: 'kernel'; readonly rounds: number }
  | { readonly kind: 'sample'; readonly sampling: Sampling };

const has = (name: string, event: unknown) => typeof event === 'object' && event !== null && name in event;

/**
 * What the bench function is asked for: a sample request by itself, one with the files it reads, what the machine is, or so
 * many rounds of the kernel that machines are compared by.
 *
 * @throws ZodError that names what is wrong.
 */
export function readBenchInvocation(event: unknown): BenchInvocation {
  if (has('action', event)) {
    const asked = acting.parse(event);
    return asked.action === 'kernel' ? { kind: 'kernel', rounds: asked.rounds } : { kind: 'describe' };
  }
  const asked = has('request', event) ? event : { request: event };
  return { kind: 'sample', sampling: sampling.parse(asked) };
}
