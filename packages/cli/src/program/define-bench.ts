import { contenderNames, engineNames } from '@parquetry/engines';
import type { Command } from 'commander';
import type { BenchOptions } from '../commands/bench-options.ts';
import { describeScenarios } from '../commands/choose-scenarios.ts';
import { withoutSizes } from '../commands/targets/without-sizes.ts';
import { anyInteger, positiveInteger, positiveNumber } from '../options/number-types.ts';
import { collect, delimiterText } from '../options/text-types.ts';
import {
  codecOptions,
  examples,
  type Flags,
  limitOptions,
  type Run,
  s3Options,
  sharedOptions,
} from './command-parts.ts';

const MEMORY =
  'MiB that an engine may use (default: what this machine and the heap allow); with --target, sizes of the function in MB, as 512,1769';

export function defineBench(program: Command, run: Run): void {
  const command = program
    .command('bench')
    .description('time the same conversion with every engine, check the output, write a record and a report')
    .argument('[inputs...]', 'CSV and JSON files, directories, globs (default: generated data)')
    .option(
      '--scenario <names>',
      'scenarios on generated data, listed below (default: small-files,large-file)',
      (text) => text.split(','),
    )
    .option(
      '--engines <names>',
      `who takes part: ${contenderNames.join(', ')} (default: ${engineNames.join(',')})`,
    )
    .option(
      '--contestant <name=command>',
      'another converter, run once per file with {input}, {output}, {avro}, {schema} and $NAME filled in',
      collect,
      [],
    )
    .option('--reference <name>', 'whom the others are compared with (default: sequential)')
    .option('--judge <name>', 'who is held to the bars of a scenario (default: the engine they are about)')
    .option('--to <formats>', 'parquet, avro or parquet,avro (default: both)')
    .option('--schema <file>', 'column types of your files, from inspect --save-schema')
    .option('--columns <list>', 'column types of your files as name:type,…')
    .option('--delimiter <text>', 'field delimiter of your files (default: found in each)', delimiterText)
    .option('--processes <n>', 'samples per engine and scenario, each in a fresh process', positiveInteger)
    .option('--seed <n>', 'seed of the data and of the order of samples', anyInteger, 1)
    .option('--tune', 'then find the memory size our own function should have, on a Lambda of this machine')
    .option(
      '--target <where>',
      'measure in a bench function, lambda:<name or ARN>, or on a Lambda of this machine, lambda:local:bench',
    )
    .option('--objects <s3-url>', 'of a deployed function: s3://bucket/prefix/ that it may read and write')
    .option(
      '--max-usd <dollars>',
      'of a deployed function: do not begin when it would cost more',
      positiveNumber,
      1,
    )
    .option('--yes', 'of a deployed function: do not ask')
    .option('--keep-data', 'keep generated data above 2 GB for the next run')
    .option('--results <folder>', 'folder of records and the report (default: .parquetry)');
  sharedOptions(s3Options(limitOptions(codecOptions(command), MEMORY)))
    .addHelpText('after', () => `\nScenarios:\n${describeScenarios()}`)
    .addHelpText(
      'after',
      examples([
        'parquetry bench',
        'parquetry bench flights.csv.gz --to parquet',
        'parquetry bench --scenario million-rows,cold-start',
        'parquetry bench --scenario large-file --engines sequential,simd',
        'parquetry bench --target lambda:local:bench --memory 512,1769 --engines simd',
        "parquetry bench flights.csv --contestant 'mine=python old.py {input} {output}' --reference mine",
      ]),
    )
    .action((inputs: string[], flags: Flags) =>
      run(withoutSizes(flags), async (context) => {
        const { bench } = await import('../commands/bench.ts');
        return bench(inputs, flags as unknown as BenchOptions, context);
      }),
    );
}
