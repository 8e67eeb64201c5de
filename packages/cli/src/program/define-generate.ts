import { recipes, textFormats } from '@parquetry/datagen';
import { type Command, Option } from 'commander';
import type { GenerateOptions } from '../commands/generate.ts';
import { anyInteger, byteCount, positiveInteger } from '../options/number-types.ts';
import { examples, type Flags, type Run, s3Options, sharedOptions } from './command-parts.ts';

export function defineGenerate(program: Command, run: Run): void {
  const names = recipes.map(({ name }) => name);
  const command = program
    .command('generate')
    .description('write synthetic CSV or NDJSON: the same seed gives the same bytes')
    .argument('<recipe>', names.join(', '))
    .addOption(new Option('--format <name>', 'what is written').choices(textFormats).default('csv'))
    .option('--rows <n>', 'so many rows (per file)', positiveInteger)
    .option('--bytes <size>', 'about so many bytes (per file), such as 64MB', byteCount)
    .option('--files <n>', 'so many files, in a directory', positiveInteger)
    .option('--seed <n>', 'seed', anyInteger, 1)
    .option(
      '-o, --out <path>',
      'a file, a directory with --files, the same in s3://bucket/…, or - for stdout',
    )
    .option('--overwrite', 'replace files that exist');
  sharedOptions(s3Options(command))
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
        const { generate } = await import('../commands/generate.ts');
        return generate(recipe, flags as unknown as GenerateOptions, context);
      }),
    );
}
