import type { ObjectRef } from '@parquetry/core';
import { isS3Bucket, parseS3Url } from '@parquetry/s3';
import { InvalidArgumentError } from 'commander';
import { UsageError } from '../../exit-codes.ts';
import { memorySizes } from '../../options/list-types.ts';

/** Flags of a run in a function, as the command line gives them. */
export interface TargetOptions {
  /** `lambda:` and a function. */
  readonly target?: string;
  /** With a target, sizes of the function; else a setting. */
  readonly memory?: string;
  readonly threads?: string;
  /** `s3://bucket/prefix/` that function and user reach. */
  readonly objects?: string;
  readonly maxUsd: number;
  readonly yes?: boolean;
}

/** A bench function: one that this machine starts, or one that is deployed, with a place in S3 that it may read and write. */
export type BenchFunction =
  | { readonly kind: 'local' }
  | { readonly kind: 'deployed'; readonly function: string; readonly objects: ObjectRef };

/** A function to run in, as it was asked for. */
export interface TargetChoice {
  readonly at: BenchFunction;
  readonly sizesMb: readonly number[];
}

export const DEFAULT_SIZES = '512,1024,1769';

const PREFIX = 'lambda:';
const LOCAL_PREFIX = 'local:';
/** On this machine. */
export const LOCAL_FUNCTION = 'bench';

function readSizes(text: string): readonly number[] {
  try {
    return memorySizes(text);
  } catch (error) {
    if (!(error instanceof InvalidArgumentError)) throw error;
    throw new UsageError(
      `--memory ${text}: ${error.message} With --target it is a list of function sizes in MB`,
    );
  }
}

function readObjects(objects: string | undefined): ObjectRef {
  if (objects !== undefined && isS3Bucket(objects)) {
    const { bucket, key } = parseS3Url(objects);
    return { bucket, key: key === '' || key.endsWith('/') ? key : `${key}/` };
  }
  const said = objects === undefined ? '' : `--objects ${objects}: `;
  throw new UsageError(
    `${said}a function takes its files from S3 and leaves them there: name a place that it may read and write by --objects s3://bucket/prefix/`,
  );
}

function readFunction(name: string, objects: string | undefined): BenchFunction {
  if (!name.startsWith(LOCAL_PREFIX)) {
    return { kind: 'deployed', function: name, objects: readObjects(objects) };
  }
  if (objects !== undefined)
    throw new UsageError('a function of this machine has an S3 of its own: leave out --objects');
  if (name === LOCAL_PREFIX + LOCAL_FUNCTION) return { kind: 'local' };
  throw new UsageError(`there is no lambda:${name}; known: lambda:local:bench`);
}

function requireNoTarget({ memory, objects }: TargetOptions): void {
  if (memory?.includes(',')) {
    throw new UsageError(
      `--memory ${memory}: several sizes are those of a function, named by --target lambda:…; without it, --memory is the MiB that an engine may use here`,
    );
  }
  if (objects !== undefined) throw new UsageError('--objects is for --target lambda:…');
}

/** The function to run in; undefined: this machine. @throws UsageError */
export function readTarget(options: TargetOptions): TargetChoice | undefined {
  const { memory, objects, target, threads } = options;
  if (target === undefined) {
    requireNoTarget(options);
    return undefined;
  }
  const name = target.slice(PREFIX.length);
  if (!target.startsWith(PREFIX) || name === '') {
    throw new UsageError(
      `--target ${target}: write lambda:<function>, or lambda:local:bench for one of this machine`,
    );
  }
  if (threads !== undefined) {
    throw new UsageError('--threads is not for --target: a function has the threads of its memory size');
  }
  return { at: readFunction(name, objects), sizesMb: readSizes(memory ?? DEFAULT_SIZES) };
}
