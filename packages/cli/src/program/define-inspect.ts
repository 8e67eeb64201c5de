import type { Command } from 'commander';
import type { InspectFlags } from '../commands/inspect/inspect.ts';
import { anyInteger } from '../options/number-types.ts';
import { nameList } from '../options/text-types.ts';
import { examples, type Flags, type Run, s3Options, sharedOptions } from './command-parts.ts';
import { sourceOptions, typeOptions } from './source-options.ts';

export function defineInspect(program: Command, run: Run): void {
  const command = program
    .command('inspect')
    .description(
      'show how a file is read: dialect, schema, bad rows; of Parquet and Avro sizes and statistics',
    )
    .argument('<file>', 'a CSV, JSON, Parquet or Avro file, s3://bucket/key, or - for stdin')
    .optionsGroup('Showing:')
    .option('--head <n>', 'rows to show', anyInteger, 5)
    .option('--save-schema <file>', 'write the schema as JSON for convert --schema')
    .option('--overwrite', 'replace the schema file if it exists')
    .optionsGroup('Comparing:')
    .option(
      '--diff <other>',
      'compare schema, rows and cells with another file; exit code 1 when they differ',
    )
    .option('--key <columns>', 'with --diff: match rows by these columns', nameList)
    .option('--limit <n>', 'with --diff: list so many differences', anyInteger, 10);
  const reading = typeOptions(sourceOptions(command).optionsGroup('Types:')).optionsGroup('Running:');
  sharedOptions(s3Options(reading))
    .addHelpText(
      'after',
      examples([
        'parquetry inspect flights.csv.gz',
        "parquetry inspect dirty.csv --delimiter ';' --encoding windows-1252",
        'parquetry inspect flights.csv --save-schema flights.schema.json',
        'parquetry inspect flights.parquet --head 20',
        'parquetry inspect old.parquet --diff new.parquet --key icao24,time',
      ]),
    )
    .action((file: string, flags: Flags) =>
      run(flags, async (context) => {
        const { inspect } = await import('../commands/inspect/inspect.ts');
        return inspect(file, flags as unknown as InspectFlags, context);
      }),
    );
}
