import { badRowFates, newColumnFates } from '@parquetry/core';
import { engineNames } from '@parquetry/engines';
import { type Command, Option } from 'commander';
import type { ConvertFlags } from '../commands/convert/convert-flags.ts';
import { positiveInteger, rowAllowance, sampleSize } from '../options/number-types.ts';
import { collectMetadata, dictionarySwitch } from '../options/text-types.ts';
import {
  codecOptions,
  examples,
  type Flags,
  limitOptions,
  type Run,
  s3Options,
  sharedOptions,
} from './command-parts.ts';
import { sourceOptions, typeOptions } from './source-options.ts';

const schemaOptions = (command: Command) =>
  typeOptions(command.optionsGroup('Types:'))
    .addOption(new Option('--types <how>', 'type every column as text').choices(['strings']))
    .option(
      '--sample <size>',
      'guess types from so much of each file, or all of it (default: 1MiB)',
      sampleSize,
    )
    .option('--schema-per-file', 'type every file by itself instead of one schema for all')
    .addOption(
      new Option(
        '--on-new-column <what>',
        'what becomes of a value that the schema has no column for (default: add for JSON whose schema is inferred, else fail)',
      ).choices(newColumnFates),
    )
    .option('--save-schema <file>', 'write the final schema as JSON for --schema');

const rowOptions = (command: Command) =>
  command
    .optionsGroup('Bad rows:')
    .addOption(
      new Option(
        '--on-bad-row <what>',
        'end with an error, set the row aside, or fill short rows with nulls and set others aside (default: fail)',
      ).choices(badRowFates),
    )
    .option(
      '--rejects <path>',
      'where rows go that are set aside (default: <name>.rejects.ndjson beside the output)',
    )
    .option('--max-bad-rows <n>', 'more are too many: so many, or a part such as 0.1%', rowAllowance)
    .option('--rejects-redact', 'keep nothing of their content');

const outputOptions = (command: Command) =>
  codecOptions(
    command
      .optionsGroup('Output:')
      .option(
        '-o, --out <path>',
        'a .parquet or .avro file, a directory, s3://bucket/prefix, or - for stdout (default: beside the input)',
      )
      .option('--to <formats>', 'parquet, avro, or parquet,avro from one parse (default: parquet)')
      .option('--overwrite', 'replace outputs that exist'),
  )
    .option('--parquet-level <n>', 'of zstd (1–22) and gzip (1–9)', positiveInteger)
    .option('--avro-level <n>', 'of deflate (1–9)', positiveInteger)
    .option('--row-group-rows <n>', 'rows of a Parquet row group, at most', positiveInteger)
    .option('--dictionary <what>', 'Parquet dictionaries: on, off, or name=on,name=off', dictionarySwitch)
    .option('--metadata <key=value>', 'write it into the file; repeatable', collectMetadata);

export function defineConvert(program: Command, run: Run): void {
  const command = program
    .command('convert')
    .description('convert CSV and JSON files to Parquet and Avro')
    .argument('<inputs...>', 'files, directories, globs, the same of s3://bucket/…, or - for stdin');
  rowOptions(schemaOptions(sourceOptions(outputOptions(command))))
    .optionsGroup('Running:')
    .option('--engine <name>', `${engineNames.join(', ')} (default: simd)`);
  sharedOptions(s3Options(limitOptions(command)))
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
