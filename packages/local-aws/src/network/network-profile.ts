import { z } from 'zod';

const latency = z.strictObject({
  medianMs: z.number().nonnegative(),
  /** Standard deviation of the latency's natural logarithm: 0 is the median every time. */
  spread: z.number().nonnegative(),
});

/** How far away S3 is: plain data. What is absent costs nothing. */
export const networkProfile = z.strictObject({
  name: z.string(),
  /** From a request's last byte to its answer's first, log-normal. `put`: objects and parts. */
  latency: z.strictObject({ get: latency, put: latency, other: latency }).optional(),
  /** Of a request that opens a connection, on top. */
  connectMs: z.number().nonnegative().optional(),
  /** Of one connection. */
  bandwidth: z
    .strictObject({ downBytesPerSecond: z.number().positive(), upBytesPerSecond: z.number().positive() })
    .optional(),
});
export type NetworkProfile = z.infer<typeof networkProfile>;
export type LatencyKind = keyof NonNullable<NetworkProfile['latency']>;

/**
 * 93 MB/s of one connection and a first byte within 20 ms for nine GETs of ten are what dvassallo/s3-benchmark measured
 * from EC2 in the same region, April 2019 (https://github.com/dvassallo/s3-benchmark); a median of 12 ms and a spread
 * of 0.4 give that 20 ms.
 */
const perConnection = { downBytesPerSecond: 93e6, upBytesPerSecond: 93e6 };

const profiles = {
  none: { name: 'none' },
  /** Assumed: PUT 2.5 times a GET; 3 ms for two round trips of TCP and TLS 1.3 and their cryptography. */
  'same-region': {
    name: 'same-region',
    latency: {
      get: { medianMs: 12, spread: 0.4 },
      put: { medianMs: 30, spread: 0.4 },
      other: { medianMs: 12, spread: 0.4 },
    },
    connectMs: 3,
    bandwidth: perConnection,
  },
  /**
   * The medians are those of the source document of 2025 (get_object 0.034 s, put_object 0.110 s), which has no other
   * figure: the spread, the other requests as a GET, and the bandwidth are assumed. What its connections cost is in its figures.
   */
  'report-2025': {
    name: 'report-2025',
    latency: {
      get: { medianMs: 34, spread: 0.25 },
      put: { medianMs: 110, spread: 0.25 },
      other: { medianMs: 34, spread: 0.25 },
    },
    bandwidth: perConnection,
  },
} as const satisfies Record<string, NetworkProfile>;

export type NetworkProfileName = keyof typeof profiles;

/** The profiles that come with the lab, by name. */
export const networkProfiles: Readonly<Record<NetworkProfileName, NetworkProfile>> = profiles;
