import { avroCodecs, parquetCodecs, typeNames } from '@parquetry/core';
import { recipes } from '@parquetry/datagen';
import { engineNames } from '@parquetry/engines';
import { Command, Option } from 'commander';
import type { BenchOptions } from './commands/bench.ts';
import type { CommandContext } from './commands/command-context.ts';
import type { ConvertOptions } from './commands/convert.ts';
import type { GenerateOptions } from './commands/generate.ts';
import type { InspectOptions } from './commands/inspect.ts';
import type { ExitCode } from './exit-codes.ts';
import { anyInteger, byteCount, collect, oneByte, positiveInteger } from './option-types.ts';
import { VERSION } from './version.ts';

type Flags = Record<string, unknown>;

/** Runs a command body with its context and keeps its exit code. */
export type Run = (flags: Flags, body: (context: CommandContext) => Promise<ExitCode>) => Promise<void>;

const codecOptions = (command: Command) =>
  command
    .option('--parquet-codec <codec>', `Parquet compression: ${parquetCodecs.join(', ')} (default: snappy)`)
    .option('--avro-codec <codec>', `Avro compression: ${avroCodecs.join(', ')} (default: snappy)`);

const limitOptions = (command: Command) =>
  command
    .option('--threads <n>', 'threads an engine may use (default: the cores of this machine)')
    .option('--memory <MiB>', 'memory an engine may use (default: what this machine and the heap allow)');

const sharedOptions = (command: Command) =>
  command
    .option('--json', 'print the answer as JSON on stdout')
    .option('-q, --quiet', 'print nothing but answers and errors')
    .option('--no-color', 'print without colours')
    .option('-v, --verbose', 'log what is done, on stderr');

const examples = (lines: readonly string[]) =>
  `\nExamples:\n${lines.map((line) => `  $ ${line}`).join('\n')}\n`;

function addConvert(program: Command, run: Run): void {
  const command = program
    .command('convert')
    .description('convert CSV files to Parquet and Avro')
    .argument('<inputs...>', 'files, directories, globs, or - for stdin')
    .option(
      '-o, --out <path>',
      'a .parquet or .avro file, a directory, or - for stdout (default: beside the input)',
    )
    .option('--to <formats>', 'parquet, avro, or parquet,avro from one parse (default: parquet)')
    .option('--engine <name>', `${engineNames.join(', ')} (default: wasm-arrow)`)
    .option('--schema <file>', 'column types from a file that inspect --save-schema wrote')
    .option(
      '--columns <list>',
      `column types as name:type,…; types: ${typeNames.join(', ')}; name:type! means required`,
    )
    .addOption(new Option('--types <how>', 'type every column as text').choices(['strings']))
    .option('--schema-per-file', 'type every file by itself instead of one schema for all')
    .option('--delimiter <byte>', 'field delimiter (default: found in the file)', oneByte)
    .option('--overwrite', 'replace outputs that exist');
  sharedOptions(limitOptions(codecOptions(command)))
    .addHelpText(
      'after',
      examples([
        'parquetry convert flights.csv',
        'parquetry convert flights.csv.gz --out out/ --to parquet,avro',
        "parquetry convert 'data/**/*.csv' --out out/ --engine worker-pool --threads 4",
        'parquetry convert flights.csv --columns icao24:string,altitude:float64',
        'cat flights.csv | parquetry convert - -o - > flights.parquet',
      ]),
    )
    .action((inputs: string[], flags: Flags) =>
      run(flags, async (context) => {
        const { convert } = await import('./commands/convert.ts');
        return convert(inputs, flags as ConvertOptions, context);
      }),
    );
}

function addInspect(program: Command, run: Run): void {
  const command = program
    .command('inspect')
    .description('show dialect, schema, nulls, first rows and, of Parquet and Avro, sizes and statistics')
    .argument('<file>', 'a CSV, Parquet or Avro file, or - for stdin')
    .option('--head <n>', 'rows to show', anyInteger, 5)
    .option('--delimiter <byte>', 'field delimiter of CSV (default: found in the file)', oneByte)
    .option('--schema <file>', 'column types of CSV, from --save-schema')
    .option('--columns <list>', 'column types of CSV as name:type,…')
    .option('--save-schema <file>', 'write the schema as JSON for convert --schema')
    .option('--overwrite', 'replace the schema file if it exists')
    .option(
      '--diff <other>',
      'compare schema, rows and cells with another file; exit code 1 when they differ',
    )
    .option('--key <columns>', 'with --diff: match rows by these columns', (text) => text.split(','))
    .option('--limit <n>', 'with --diff: list so many differences', anyInteger, 10);
  sharedOptions(command)
    .addHelpText(
      'after',
      examples([
        'parquetry inspect flights.csv.gz',
        'parquetry inspect flights.csv --save-schema flights.schema.json',
        'parquetry inspect flights.parquet --head 20',
        'parquetry inspect old.parquet --diff new.parquet --key icao24,time',
      ]),
    )
    .action((file: string, flags: Flags) =>
      run(flags, async (context) => {
        const { inspect } = await import('./commands/inspect.ts');
        return inspect(file, flags as unknown as InspectOptions, context);
      }),
    );
}

function addGenerate(program: Command, run: Run): void {
  const names = recipes.map(({ name }) => name);
  const command = program
    .command('generate')
    .description('write synthetic CSV: the same seed gives the same bytes')
    .argument('<recipe>', names.join(', '))
    .option('--rows <n>', 'so many rows (per file)', positiveInteger)
    .option('--bytes <size>', 'about so many bytes (per file), such as 64MB', byteCount)
    .option('--files <n>', 'so many files, in a directory', positiveInteger)
    .option('--seed <n>', 'seed', anyInteger, 1)
    .option('-o, --out <path>', 'a file, a directory with --files, or - for stdout')
    .option('--overwrite', 'replace files that exist');
  sharedOptions(command)
    .addHelpText(
      'after',
      `\nRecipes:\n${recipes.map((recipe) => `  ${recipe.name.padEnd(16)} ${recipe.description}`).join('\n')}\n${examples(
        [
          'parquetry generate state-vectors --rows 1000000 --out states.csv',
          'parquetry generate airline-ontime --files 200 --bytes 64kB --seed 7 --out small/',
          'parquetry generate state-vectors --bytes 5GB -o - | gzip > big.csv.gz',
        ],
      )}`,
    )
    .action((recipe: string, flags: Flags) =>
      run(flags, async (context) => {
        const { generate } = await import('./commands/generate.ts');
        return generate(recipe, flags as unknown as GenerateOptions, context);
      }),
    );
}

function addBench(program: Command, run: Run): void {
  const command = program
    .command('bench')
    .description('time the same conversion with every engine, check the output, write a record and a report')
    .argument('[inputs...]', 'CSV files, directories, globs (default: generated data)')
    .option('--scenario <names>', 'small-files, large-file (default: both)', (text) => text.split(','))
    .option('--engines <names>', `engines that take part (default: ${engineNames.join(',')})`)
    .option(
      '--contestant <name=command>',
      'another converter, run once per file with {input}, {output}, {avro}, {schema} and $NAME filled in',
      collect,
      [],
    )
    .option('--reference <name>', 'whom the others are compared with (default: sequential)')
    .option('--to <formats>', 'parquet, avro or parquet,avro (default: both)')
    .option('--schema <file>', 'column types of your files, from inspect --save-schema')
    .option('--columns <list>', 'column types of your files as name:type,…')
    .option('--delimiter <byte>', 'field delimiter of your files (default: found in each)', oneByte)
    .option('--processes <n>', 'samples per engine and scenario, each in a fresh process', positiveInteger)
    .option('--seed <n>', 'seed of the data and of the order of samples', anyInteger, 1)
    .option('--results <folder>', 'folder of records and the report (default: .parquetry)');
  sharedOptions(limitOptions(codecOptions(command)))
    .addHelpText(
      'after',
      examples([
        'parquetry bench',
        'parquetry bench flights.csv.gz --to parquet',
        'parquetry bench --scenario large-file --engines sequential,wasm-arrow',
        "parquetry bench flights.csv --contestant 'mine=python old.py {input} {output}' --reference mine",
      ]),
    )
    .action((inputs: string[], flags: Flags) =>
      run(flags, async (context) => {
        const { bench } = await import('./commands/bench.ts');
        return bench(inputs, flags as unknown as BenchOptions, context);
      }),
    );
}

function addReport(program: Command, run: Run): void {
  const command = program
    .command('report')
    .description('draw a run record as one HTML file')
    .argument('[record]', 'a file from .parquetry/records (default: the newest)')
    .option('-o, --out <file>', 'where to write it (default: .parquetry/report.html)')
    .option('--overwrite', 'replace that file if it exists')
    .option('--results <folder>', 'folder of records and the report (default: .parquetry)');
  sharedOptions(command)
    .addHelpText(
      'after',
      examples(['parquetry report', 'parquetry report .parquetry/records/….json -o page.html']),
    )
    .action((record: string | undefined, flags: Flags) =>
      run(flags, async (context) => {
        const { report } = await import('./commands/report.ts');
        return report(record, flags, context);
      }),
    );
}

function addDoctor(program: Command, run: Run): void {
  const command = program
    .command('doctor')
    .description('check that everything can run here')
    .option('--config', 'print each setting, its value and where it came from');
  sharedOptions(limitOptions(codecOptions(command)))
    .option('--results <folder>', 'folder of records and the report (default: .parquetry)')
    .addHelpText('after', examples(['parquetry doctor', 'parquetry doctor --config']))
    .action((flags: Flags) =>
      run(flags, async (context) => {
        const { doctor } = await import('./commands/doctor.ts');
        return doctor({ config: flags['config'] === true }, context);
      }),
    );
}

/** The command line. */
export function createProgram(run: Run): Command {
  const program = new Command('parquetry')
    .description('A performance lab around CSV → Parquet and Avro, and a converter that loses nothing.')
    .version(VERSION, '-V, --version')
    .showHelpAfterError('(run with --help for examples)')
    .showSuggestionAfterError()
    .exitOverride();
  addConvert(program, run);
  addInspect(program, run);
  addGenerate(program, run);
  addBench(program, run);
  addReport(program, run);
  addDoctor(program, run);
  return program;
}
