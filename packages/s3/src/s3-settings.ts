import { z } from 'zod';

const MIB = 1 << 20;

/** How S3 is reached: plain data, so that it crosses to threads and processes. Credentials come by the SDK's own chain. */
export const s3Settings = z.strictObject({
  /** Of an S3 that is not AWS; `AWS_ENDPOINT_URL_S3` and `AWS_ENDPOINT_URL` when absent. */
  endpoint: z.url().optional(),
  region: z.string().optional(),
  /** Connections at once, at most. */
  connections: z.number().int().positive().default(32),
  /** False: every request opens a connection of its own. */
  keepAlive: z.boolean().default(true),
  /** Tries of each request, the first included. */
  attempts: z.number().int().positive().default(3),
  connectTimeoutMs: z.number().int().positive().default(5_000),
  /** Without a byte. */
  requestTimeoutMs: z.number().int().positive().default(30_000),
  /** Of one GET; a larger object is read by several. */
  rangeBytes: z
    .number()
    .int()
    .min(64 << 10)
    .default(4 * MIB),
  /** GETs of one large object at once. */
  rangesInFlight: z.number().int().positive().default(4),
  partBytes: z
    .number()
    .int()
    .min(5 * MIB)
    .default(8 * MIB),
  /** Of one object, sent at once. */
  partsInFlight: z.number().int().positive().default(2),
  /** Of uploads. `native`: CRC-32 by Node's own code. `sdk`: as the SDK does by itself. `none`: where S3 asks for none. */
  checksums: z.enum(['native', 'sdk', 'none']).default('native'),
  /** `lean`: an experiment, GET and PUT without the SDK. */
  client: z.enum(['sdk', 'lean']).default('sdk'),
});
export type S3Settings = z.infer<typeof s3Settings>;
export type S3SettingsInput = z.input<typeof s3Settings>;
