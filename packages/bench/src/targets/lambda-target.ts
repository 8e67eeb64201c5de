import type { EngineLimits } from '@parquetry/core';
import type { ClerkAnswer, ClerkRequest } from '../places/clerk-request.ts';
import type { EnvironmentFacts, FunctionInvocation, RunRecord } from '../record/run-record.ts';

/** A memory size, and what an engine may use of it. */
export interface TargetSize {
  readonly memoryMb: number;
  readonly limits: EngineLimits;
}

/** What a function says of the machine it runs on, and what its time costs there. */
export interface TargetFacts {
  readonly environment: EnvironmentFacts;
  /** For a badge: `AWS Lambda · eu-west-1`. */
  readonly place: string;
  readonly price: RunRecord['price'];
}

/** What became of one event. */
export type TargetAnswer =
  | {
      readonly status: 'answered';
      /** What the function returned: nobody has looked into it. */
      readonly answer: unknown;
      readonly invocation: FunctionInvocation;
      /** Why its times are worth nothing; absent where they are. */
      readonly spoiledBecause?: string;
    }
  | { readonly status: 'failed'; readonly error: string };

/** Where a function finds its sources and leaves its outputs. */
export interface TargetObjects {
  /** `s3://bucket` */
  readonly bucket: string;
  /** Ends with a slash; nobody else's objects are below it. */
  readonly prefix: string;
  carry(request: ClerkRequest, signal?: AbortSignal): Promise<ClerkAnswer>;
}

/** A bench function at several memory sizes. Every invocation is the first of its environment. */
export interface LambdaTarget {
  /** As it stands in a record: `lambda:my-bench`. */
  readonly name: string;
  readonly sizes: readonly TargetSize[];
  /** The part of /tmp that it may write to, and how much goes in. */
  readonly temporary: { readonly directory: string; readonly bytes: number };
  readonly objects: TargetObjects;
  describe(signal?: AbortSignal): Promise<TargetFacts>;
  invoke(memoryMb: number, event: string, signal?: AbortSignal): Promise<TargetAnswer>;
}
