import { type Command, Option } from 'commander';
import type { BatchFlags } from '../commands/run/batch-flags.ts';
import type { WorkerFlags } from '../commands/run/worker-flags.ts';
import { anyInteger, byteCount, positiveInteger } from '../options/number-types.ts';
import { collect } from '../options/text-types.ts';
import { examples, type Flags, limitOptions, type Run, s3Options, sharedOptions } from './command-parts.ts';
import { engineOption, formatOptions, rowOptions, schemaOptions } from './conversion-options.ts';
import { defineBackfill } from './define-backfill.ts';
import { sourceOptions } from './source-options.ts';

const placeOptions = (command: Command) =>
  formatOptions(
    command
      .optionsGroup('Output:')
      .requiredOption('-o, --out <place>', 's3://bucket/prefix or a directory; keys below the input are kept')
      .option('--overwrite', 'start anew, and replace outputs that exist'),
  );

const choiceOptions = (command: Command) =>
  command
    .optionsGroup('Which files:')
    .option(
      '--include <glob>',
      'of the keys below the input; repeatable (default: CSV and JSON by name)',
      collect,
    )
    .option('--exclude <glob>', 'not these; repeatable', collect)
    .option('--resume', 'go on with a batch: what is finished is left as it is')
    .option('--dry-run', 'tell what there is to do and what it costs; nothing is written');

const metricsOption = () =>
  new Option('--metrics <kind>', 'print metrics of each file on stdout').choices(['emf']);

const runningOptions = (command: Command) =>
  engineOption(
    command
      .optionsGroup('Running:')
      .option('--concurrency <n>', 'files at once (default: 16)', positiveInteger)
      .option('--bytes-in-flight <size>', 'of sources held at once (default: 64MiB)', byteCount)
      .option('--cache <size>', 'keep so much of the sources for another read (default: none)', byteCount)
      .option('--attempts <n>', 'tries of each file (default: 4)', positiveInteger)
      .addOption(metricsOption())
      .option(
        '--network-profile <name>',
        'before an S3 on this machine: none, same-region or report-2025, as slow as S3 would be',
      )
      .option('--faults <file>', 'before an S3 on this machine: what goes wrong, as JSON or YAML'),
  );

function defineBatch(program: Command, run: Run): void {
  const command = program
    .command('batch')
    .description(
      'convert all files below a prefix or directory: thousands, through faults, each exactly once',
    )
    .argument('<input>', 's3://bucket/prefix, or a directory');
  const converting = schemaOptions(sourceOptions(choiceOptions(placeOptions(command))));
  runningOptions(rowOptions(converting, '_parquetry/rejects/ below the output'));
  sharedOptions(s3Options(limitOptions(command)))
    .addHelpText(
      'after',
      examples([
        'parquetry run batch s3://lake/in/ --out s3://lake/out/ --dry-run',
        'parquetry run batch s3://lake/in/ --out s3://lake/out/',
        'parquetry run batch s3://lake/in/ --out s3://lake/out/ --resume',
        "parquetry run batch s3://lake/in/ --out parquet/ --include 'day=2024-*/**' --to parquet,avro",
      ]),
    )
    .action((input: string, flags: Flags) =>
      run(flags, async (context) => {
        const { runBatch } = await import('../commands/run/run-batch.ts');
        return runBatch(input, flags as unknown as BatchFlags, context);
      }),
    );
}

/** Each has an environment variable, the same as the function has it. */
const workerOptions = (command: Command) =>
  command
    .addOption(
      new Option('--queue <url>', 'the queue of SQS that tells of objects')
        .env('QUEUE_URL')
        .makeOptionMandatory(),
    )
    .option('--in <place>', 's3://bucket/prefix/ of the sources (default: INPUT_BUCKET, INPUT_PREFIX)')
    .option('--out <place>', 's3://bucket/prefix/ of the outputs (default: OUTPUT_BUCKET, OUTPUT_PREFIX)')
    .option('--errors <bucket>', 's3://bucket for bad rows and dead letters (default: ERROR_BUCKET)')
    .option('--dead-letters <url>', 'a queue of SQS for dead letters instead (default: DLQ_QUEUE_URL)')
    .option('--to <formats>', 'parquet, avro, or parquet,avro from one parse (default: FORMATS, or parquet)')
    .option(
      '--retries <n>',
      'how often a failed file is tried again (default: MAX_RETRIES, or 3)',
      anyInteger,
    )
    .option('--until-empty', 'stop when the queue has nothing more')
    .addOption(metricsOption());

function defineWorker(program: Command, run: Run): void {
  const command = program
    .command('worker')
    .description('convert what a queue tells of, until it is stopped; what it holds then is finished');
  sharedOptions(s3Options(limitOptions(engineOption(workerOptions(command)))))
    .addHelpText(
      'after',
      examples([
        'parquetry run worker --queue https://sqs.eu-west-1.amazonaws.com/123456789012/uploads --in s3://lake/in/ --out s3://lake/out/',
        'INPUT_BUCKET=raw OUTPUT_BUCKET=lake parquetry run worker --queue "$QUEUE_URL" --until-empty',
      ]),
    )
    .action((flags: Flags) =>
      run(flags, async (context) => {
        const { runWorker } = await import('../commands/run/run-worker.ts');
        return runWorker(flags as unknown as WorkerFlags, context);
      }),
    );
}

export function defineRun(program: Command, run: Run): void {
  const command = program.command('run').description('move data: whole prefixes through the pipeline');
  defineBatch(command, run);
  defineWorker(command, run);
  defineBackfill(command, run);
}
