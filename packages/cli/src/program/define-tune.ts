import { type Command, Option } from 'commander';
import type { ApplyOptions } from '../commands/tune/apply.ts';
import type { CleanupOptions } from '../commands/tune/cleanup.ts';
import type { TuneOptions } from '../commands/tune/tune-options.ts';
import { concurrencies, memorySizes } from '../options/list-types.ts';
import { anyInteger, positiveInteger, positiveNumber, share } from '../options/number-types.ts';
import { examples, type Flags, type Run, s3Options, sharedOptions } from './command-parts.ts';

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

const QUESTIONS = ['cheapest', 'fastest', 'balanced', 'knee', 'cheapest-within-slo'];

function defineApply(tune: Command, run: Run): void {
  const command = tune
    .command('apply')
    .description('give a function the size that a record recommends')
    .argument('<record>', 'a record of a tune, from .parquetry/records')
    .addOption(
      new Option(
        '--question <which>',
        'which answer (default: the cheapest within --slo where one was asked for, else balanced)',
      ).choices(QUESTIONS),
    )
    .option('--alias <name>', 'publish a version and point this alias to it')
    .option('--function <name>', 'name or ARN, where it is not the one that was tuned')
    .addOption(
      new Option(
        '--emit <kind>',
        'print the setting for your infrastructure code, and change nothing',
      ).choices(['cdk', 'terraform', 'sam', 'cli']),
    )
    .option('--yes', 'do not ask');
  sharedOptions(s3Options(command))
    .addHelpText(
      'after',
      examples([
        'parquetry tune apply .parquetry/records/2026-11-21T09-30-00Z-tune-1a2b3c4d.json --alias live',
        'parquetry tune apply record.json --question cheapest --emit terraform',
      ]),
    )
    .action((record: string, _flags: Flags, command: Command) =>
      run(command.optsWithGlobals(), async (context) => {
        const { applyTune } = await import('../commands/tune/apply.ts');
        return applyTune(record, command.opts<ApplyOptions>(), context);
      }),
    );
}

function defineCleanup(tune: Command, run: Run): void {
  const command = tune
    .command('cleanup')
    .description('remove what a tune left that could not end by itself; works from any machine')
    .argument('<function>', 'name or ARN')
    .option('--run <id>', 'of this run only, also one that may still be alive');
  sharedOptions(s3Options(command))
    .addHelpText('after', examples(['parquetry tune cleanup my-function']))
    .action((target: string, _flags: Flags, command: Command) =>
      run(command.optsWithGlobals(), async (context) => {
        const { cleanupTune } = await import('../commands/tune/cleanup.ts');
        return cleanupTune(target, command.opts<CleanupOptions>(), context);
      }),
    );
}

const NOTES = `
local:convert is our converting function on a Lambda of this machine: it needs no account and changes nothing elsewhere.
On AWS the account, the function and the estimated dollars are shown first; every version that was made is removed again.
`;

/** Memory and engines are the function's here, none of the settings of this process. */
const notSettings = ({ memory: _memory, engines: _engines, ...flags }: Flags): Flags => flags;

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
  sharedOptions(s3Options(command))
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
  defineApply(command, run);
  defineCleanup(command, run);
}
