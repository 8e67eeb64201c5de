import { contenderNames, engineNames } from '@parquetry/engines';
import type { Command } from 'commander';
import type { BenchOptions } from '../commands/bench-options.ts';
import { describeScenarios } from '../commands/choose-scenarios.ts';
import { anyInteger, positiveInteger } from '../options/number-types.ts';
import { collect, delimiterText } from '../options/text-types.ts';
import {
  codecOptions,
  examples,
  type Flags,
  limitOptions,
  type Run,
  sharedOptions,
} from './command-parts.ts';

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
    .option('--keep-data', 'keep generated data above 2 GB for the next run')
    .option('--results <folder>', 'folder of records and the report (default: .parquetry)');
  sharedOptions(limitOptions(codecOptions(command)))
    .addHelpText('after', () => `\nScenarios:\n${describeScenarios()}`)
    .addHelpText(
      'after',
      examples([
        'parquetry bench',
        'parquetry bench flights.csv.gz --to parquet',
        'parquetry bench --scenario million-rows,cold-start',
        'parquetry bench --scenario large-file --engines sequential,simd',
        "parquetry bench flights.csv --contestant 'mine=python old.py {input} {output}' --reference mine",
      ]),
    )
    .action((inputs: string[], flags: Flags) =>
      run(flags, async (context) => {
        const { bench } = await import('../commands/bench.ts');
        return bench(inputs, flags as unknown as BenchOptions, context);
      }),
    );
}
