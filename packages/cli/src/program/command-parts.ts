import { avroCodecs, parquetCodecs } from '@parquetry/core';
import type { Command } from 'commander';
import type { CommandContext } from '../commands/command-context.ts';
import type { ExitCode } from '../exit-codes.ts';

export type Flags = Record<string, unknown>;

/** Runs a command body with its context and keeps its exit code. */
export type Run = (flags: Flags, body: (context: CommandContext) => Promise<ExitCode>) => Promise<void>;

export const codecOptions = (command: Command) =>
  command
    .option('--parquet-codec <codec>', `Parquet compression: ${parquetCodecs.join(', ')} (default: snappy)`)
    .option('--avro-codec <codec>', `Avro compression: ${avroCodecs.join(', ')} (default: snappy)`)
    .option(
      '--prefer <what>',
      'size or speed: what to spare in Parquet, where an engine has the choice (default: size)',
    );

export const limitOptions = (
  command: Command,
  memory = 'memory an engine may use (default: what this machine and the heap allow)',
) =>
  command
    .option('--threads <n>', 'threads an engine may use (default: the cores of this machine)')
    .option('--memory <MiB>', memory);

/** Where `s3://bucket/key` is. */
export const s3Options = (command: Command) =>
  command
    .option('--endpoint <url>', 'address of an S3 that is not AWS (default: AWS_ENDPOINT_URL)')
    .option('--region <name>', 'AWS region of the buckets (default: as the AWS SDK finds it)');

/** What every command takes; to be added last, so that help ends with it. */
export const sharedOptions = (command: Command) =>
  command
    .option('--json', 'print the answer as JSON on stdout')
    .option('-q, --quiet', 'print nothing but answers, errors and how many rows were set aside')
    .option('--no-color', 'print without colours')
    .option('-v, --verbose', 'log what is done, on stderr');

/** Text for the end of a command's help. */
export const examples = (lines: readonly string[]) =>
  `\nExamples:\n${lines.map((line) => `  $ ${line}`).join('\n')}\n`;
