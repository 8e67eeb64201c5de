import { badRowFates, newColumnFates } from '@parquetry/core';
import { engineNames } from '@parquetry/engines';
import { type Command, Option } from 'commander';
import { positiveInteger, rowAllowance, sampleSize } from '../options/number-types.ts';
import { collectMetadata, dictionarySwitch } from '../options/text-types.ts';
import { codecOptions } from './command-parts.ts';
import { typeOptions } from './source-options.ts';

/** Which types columns get: what `convert` and `run batch` share. */
export const schemaOptions = (command: Command) =>
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

/** What becomes of bad rows; `place`: where they go when nothing is said. */
export const rowOptions = (command: Command, place: string) =>
  command
    .optionsGroup('Bad rows:')
    .addOption(
      new Option(
        '--on-bad-row <what>',
        'end with an error, set the row aside, or fill short rows with nulls and set others aside (default: fail)',
      ).choices(badRowFates),
    )
    .option('--rejects <path>', `where rows go that are set aside (default: ${place})`)
    .option('--max-bad-rows <n>', 'more are too many: so many, or a part such as 0.1%', rowAllowance)
    .option('--rejects-redact', 'keep nothing of their content');

/** What is written into each file, and how. */
export const formatOptions = (command: Command) =>
  codecOptions(
    command.option('--to <formats>', 'parquet, avro, or parquet,avro from one parse (default: parquet)'),
  )
    .option('--parquet-level <n>', 'of zstd (1–22) and gzip (1–9)', positiveInteger)
    .option('--avro-level <n>', 'of deflate (1–9)', positiveInteger)
    .option('--row-group-rows <n>', 'rows of a Parquet row group, at most', positiveInteger)
    .option('--dictionary <what>', 'Parquet dictionaries: on, off, or name=on,name=off', dictionarySwitch)
    .option('--metadata <key=value>', 'write it into the file; repeatable', collectMetadata);

export const engineOption = (command: Command) =>
  command.option('--engine <name>', `${engineNames.join(', ')} (default: simd)`);
