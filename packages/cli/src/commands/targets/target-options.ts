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

/** A function to run in, as it was asked for. */
export interface TargetChoice {
  /** A name, an ARN, or `local:bench`. */
  readonly function: string;
  readonly sizesMb: readonly number[];
}

export const DEFAULT_SIZES = '512,1024,1769';

const PREFIX = 'lambda:';

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

/** The function to run in; undefined: this machine. @throws UsageError */
export function readTarget({ memory, objects, target, threads }: TargetOptions): TargetChoice | undefined {
  if (target === undefined) {
    if (memory?.includes(',')) {
      throw new UsageError(
        `--memory ${memory}: several sizes are those of a function, named by --target lambda:…; without it, --memory is the MiB that an engine may use here`,
      );
    }
    if (objects !== undefined) throw new UsageError('--objects is for --target lambda:…');
    return undefined;
  }
  if (!target.startsWith(PREFIX) || target.length === PREFIX.length) {
    throw new UsageError(
      `--target ${target}: write lambda:<function>, or lambda:local:bench for one of this machine`,
    );
  }
  if (threads !== undefined) {
    throw new UsageError('--threads is not for --target: a function has the threads of its memory size');
  }
  return { function: target.slice(PREFIX.length), sizesMb: readSizes(memory ?? DEFAULT_SIZES) };
}

/** Memory of a function is none of the settings of this process, nor is a list of sizes. */
export function withoutSizes(flags: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { memory, ...others } = flags;
  const isOfFunction = flags['target'] !== undefined || String(memory).includes(',');
  return isOfFunction ? others : { ...flags };
}
