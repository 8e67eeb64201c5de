import type { Command } from 'commander';
import type { ConvertFlags } from '../commands/convert/convert-flags.ts';
import { examples, type Flags, limitOptions, type Run, s3Options, sharedOptions } from './command-parts.ts';
import { engineOption, formatOptions, rowOptions, schemaOptions } from './conversion-options.ts';
import { sourceOptions } from './source-options.ts';

const outputOptions = (command: Command) =>
  formatOptions(
    command
      .optionsGroup('Output:')
      .option(
        '-o, --out <path>',
        'a .parquet or .avro file, a directory, s3://bucket/prefix, or - for stdout (default: beside the input)',
      )
      .option('--overwrite', 'replace outputs that exist'),
  );

export function defineConvert(program: Command, run: Run): void {
  const command = program
    .command('convert')
    .description('convert CSV and JSON files to Parquet and Avro')
    .argument('<inputs...>', 'files, directories, globs, the same of s3://bucket/…, or - for stdin');
  const converting = schemaOptions(sourceOptions(outputOptions(command)));
  rowOptions(converting, '<name>.rejects.ndjson beside the output').optionsGroup('Running:');
  sharedOptions(s3Options(limitOptions(engineOption(command))))
    .addHelpText(
      'after',
      examples([
        'parquetry convert flights.csv',
        'parquetry convert flights.csv.gz --out out/ --to parquet,avro',
        "parquetry convert 'data/**/*.csv' --out out/ --engine worker-pool --threads 4",
        'parquetry convert flights.csv --columns icao24:string,altitude:float64 --null NA',
        'parquetry convert dirty.csv --on-bad-row reject --max-bad-rows 0.1%',
        'parquetry convert states.json --records states --names icao24,callsign,country',
        'cat flights.csv | parquetry convert - -o - > flights.parquet',
        "parquetry convert 's3://bucket/in/day=*/x*.csv' --out s3://bucket/out/",
      ]),
    )
    .action((inputs: string[], flags: Flags) =>
      run(flags, async (context) => {
        const { convert } = await import('../commands/convert/convert.ts');
        return convert(inputs, flags as ConvertFlags, context);
      }),
    );
}
