import type { Command } from 'commander';
import type { TuneOptions } from '../commands/tune/tune-options.ts';
import { concurrencies, memorySizes } from '../options/list-types.ts';
import { anyInteger, positiveInteger, positiveNumber, share } from '../options/number-types.ts';
import { examples, type Flags, type Run, sharedOptions } from './command-parts.ts';
import { defineTuneCommands, notSettings, placeOptions } from './define-tune-commands.ts';

const DEFAULT_SIZES = [128, 256, 512, 1024, 1769, 2048, 3008];
const DEFAULT_CONCURRENCY = [1];

const sampling = (command: Command) =>
  command
    .option('--memory <list>', 'sizes in MB', memorySizes, DEFAULT_SIZES)
    .option('--engines <names>', 'of our functions: each at every size (default: the one that is set)')
    .option(
      '--concurrency <list>',
      'events at once, each as a load of its own',
      concurrencies,
      DEFAULT_CONCURRENCY,
    )
    .option(
      '--rate <n>',
      'send so many events a second, whatever comes back, in place of --concurrency',
      positiveNumber,
    )
    .option('--seconds <n>', 'how long, at a fixed rate', positiveInteger, 30)
    .option('--samples <n>', 'warm invocations of each size', positiveInteger, 20)
    .option('--cold <n>', 'cold starts of each size', anyInteger, 5)
    .option('--seed <n>', 'decides the order', anyInteger, 1);

const payloads = (command: Command) =>
  command
    .option(
      '--payload <place>',
      'events: a JSON file, one with {{uuid}} or {{index}} to be filled in, [{"payload":…,"weight":…}], NDJSON, a directory, s3://…; for local:convert, files to convert',
    )
    .option('--once', 'send none of several payloads twice')
    .option(
      '--prepare <command>',
      'run before each event, with the payload as input; what it prints is sent; or function:<name>',
    )
    .option('--clean-up-with <command>', 'run after each event, likewise')
    .option('--keep-payloads', 'keep the payloads in the record');

const answers = (command: Command) =>
  command
    .option('--slo <ms>', 'find the cheapest size whose p95 is below', positiveNumber)
    .option('--balanced-weight <share>', 'weight of cost against time in "balanced"', share, 0.5)
    .option('--events-per-month <n>', 'your volume, for a monthly bill', positiveInteger)
    .option('--export <file>', 'also write the result as the public power tuner writes it');

const safety = (command: Command) =>
  command
    .option('--max-usd <dollars>', 'do not begin when it would cost more', positiveNumber, 1)
    .option('--copy', 'tune a temporary copy of the function')
    .option('--dry-run', 'tell what would be done and whether it is allowed; change nothing')
    .option('--print-policy', 'print the least IAM policy for this, and do nothing')
    .option('--resume <run>', 'go on with a run that was interrupted')
    .option('--yes', 'do not ask');

const NOTES = `
local:convert is our converting function on a Lambda of this machine: it needs no account and changes nothing elsewhere.
local:bench is the kernel of tune calibrate there: what a size gives to code that computes.
On AWS the account, the function and the estimated dollars are shown first; every version that was made is removed again.
`;

/** `parquetry tune` and what belongs to it. */
export function defineTune(program: Command, run: Run): void {
  const command = program
    .command('tune')
    .description('find the memory size and the concurrency that a function should have')
    .argument('<function>', 'name or ARN, with :version or :alias, or local:convert')
    .enablePositionalOptions();
  safety(answers(payloads(sampling(command)))).option(
    '--results <folder>',
    'folder of records and the report (default: .parquetry)',
  );
  sharedOptions(placeOptions(command))
    .addHelpText('after', NOTES)
    .addHelpText(
      'after',
      examples([
        'parquetry tune local:convert',
        'parquetry tune local:convert --memory 512,1024,1769 --engines simd,wasm-arrow --payload exports/',
        'parquetry tune my-function --payload event.json --dry-run',
        'parquetry tune my-function:live --payload events.ndjson --slo 800 --events-per-month 3000000',
      ]),
    )
    .action((target: string, flags: Flags) =>
      run(notSettings(flags), async (context) => {
        const { tune } = await import('../commands/tune/tune.ts');
        return tune(target, flags as unknown as TuneOptions, context);
      }),
    );
  defineTuneCommands(command, run);
}
