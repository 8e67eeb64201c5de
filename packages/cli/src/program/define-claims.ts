import { type Command, Option } from 'commander';
import type { ClaimsOptions } from '../commands/claims/claims-options.ts';
import { anyInteger, positiveInteger } from '../options/number-types.ts';
import { examples, type Flags, limitOptions, type Run, s3Options, sharedOptions } from './command-parts.ts';

const listOf = (text: string): string[] => text.split(',').map((part) => part.trim());

const NOTES = `
R1 time per file; R2 files per minute; R3 S3 requests; R4 batches of 10 to 500 files; R5 monthly cost; R6 stages of a file;
R7 straight line over volume; R8 cache and connections.

Inputs are sampled and copied to an S3 on this machine; nothing is written anywhere near them.
`;

export function defineClaims(program: Command, run: Run): void {
  const command = program
    .command('claims')
    .description('measure the claims of the S3 pipeline report of 2025, one by one, and judge them')
    .argument('[inputs...]', 'files, directories, globs, s3://bucket/prefix/ (default: generated files)')
    .option('--baseline <which>', "original, or command:'python old.py {input} {output}' (default: original)")
    .option('--files-per-month <n>', 'your volume, for a monthly cost in the report', positiveInteger)
    .option('--full', "every size of the report's tables, up to 5,000 files: most of an hour")
    .option('--rounds <n>', 'samples of each pipeline, each in a fresh process', positiveInteger, 5)
    .option(
      '--networks <profiles>',
      'networks between here and S3, the one to judge by first (default: report-2025,none)',
      listOf,
    )
    .option('--expect <list>', 'fail unless these come out, as R1=exceeded,R3=not-reproduced', listOf)
    .option('--seed <n>', 'seed of the data, of the sample and of the order', anyInteger, 1)
    // Asked for by those who know it from bench: it is refused in a sentence.
    .addOption(new Option('--target <where>', 'a function to measure in').hideHelp())
    .option('--results <folder>', 'folder of records and the report (default: .parquetry)');
  sharedOptions(s3Options(limitOptions(command)))
    .addHelpText('after', NOTES)
    .addHelpText(
      'after',
      examples([
        'parquetry claims',
        'parquetry claims s3://bucket/exports/ --files-per-month 300000',
        "parquetry claims exports/ --baseline command:'python old.py {input} {output} {avro}'",
        'parquetry claims --expect R1=exceeded,R3=not-reproduced',
      ]),
    )
    .action((inputs: string[], flags: Flags) =>
      run(flags, async (context) => {
        const { claims } = await import('../commands/claims/claims.ts');
        return claims(inputs, flags as unknown as ClaimsOptions, context);
      }),
    );
}
