import type { BrokenVariant } from '@parquetry/bench';
import { type Command, InvalidArgumentError, Option } from 'commander';
import type { FaultsOptions } from '../commands/faults/faults-options.ts';
import { anyInteger, positiveInteger } from '../options/number-types.ts';
import { examples, type Flags, limitOptions, type Run, sharedOptions } from './command-parts.ts';
import { engineOption } from './conversion-options.ts';

const BROKEN = ['manifest-first', 'drop-dead-letters'] as const satisfies readonly BrokenVariant[];

/** `5%` → 0.05 */
function faultRate(text: string): number {
  const match = /^(\d+(?:\.\d+)?)\s*%$/.exec(text);
  const rate = match ? Number(match[1]) / 100 : Number.NaN;
  if (!(rate >= 0 && rate <= 1))
    throw new InvalidArgumentError('It must be a share of all requests, such as 5%.');
  return rate;
}

const NOTES = `
Sources are made up, and delivered from and to an S3 on this machine by processes of their own, through 503, 500, resets,
time-outs (each before or after the work is done), slow bodies and cut bodies. They are killed after GET, after PUT, after
Create, between parts, before Complete and after Complete, and go on as run batch --resume does. In the end everything in
the store is compared with what was put there. Exit code 1 when anything is lost, doubled, wrong or left behind.
`;

export function defineFaults(program: Command, run: Run): void {
  const command = program
    .command('faults')
    .description('deliver thousands of objects through faults and kills, and count what is lost or doubled')
    .option('--files <n>', 'objects', positiveInteger, 5000)
    .option('--rate <share>', 'of requests that each kind of fault strikes', faultRate, 0.05)
    .option('--kills <n>', 'at each step; 0: faults alone', anyInteger, 15)
    .addOption(
      new Option(
        '--broken <variant>',
        'of a delivery that is wrong on purpose: the campaign has to notice, and exits with 1',
      ).choices(BROKEN),
    )
    .option('--seed <n>', 'seed of the sources, the faults and the kills', anyInteger, 1)
    .option('--results <folder>', 'folder of records and the report (default: .parquetry)');
  sharedOptions(limitOptions(engineOption(command)))
    .addHelpText('after', NOTES)
    .addHelpText(
      'after',
      examples([
        'parquetry faults --files 200 --kills 1',
        'parquetry faults',
        'parquetry faults --files 200 --kills 1 --broken manifest-first',
      ]),
    )
    .action((flags: Flags) =>
      run(flags, async (context) => {
        const { faults } = await import('../commands/faults/faults.ts');
        return faults(flags as unknown as FaultsOptions, context);
      }),
    );
}
