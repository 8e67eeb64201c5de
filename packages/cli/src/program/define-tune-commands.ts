import { type Command, Option } from 'commander';
import type { ApplyOptions } from '../commands/tune/apply.ts';
import type { CalibrateOptions } from '../commands/tune/calibrate.ts';
import type { CleanupOptions } from '../commands/tune/cleanup.ts';
import type { ScanFlags } from '../commands/tune/scan.ts';
import { memorySizes } from '../options/list-types.ts';
import { anyInteger, positiveInteger, positiveNumber } from '../options/number-types.ts';
import { examples, type Flags, type Run, sharedOptions } from './command-parts.ts';

/** Where functions are. */
export const placeOptions = (command: Command) =>
  command
    .option('--endpoint <url>', 'address of a Lambda that is not AWS’s, such as parquetry local prints')
    .option('--region <name>', 'AWS region of the function (default: as the AWS SDK finds it)');

/** Memory and engines are the function's here, none of the settings of this process. */
export const notSettings = ({ memory: _memory, engines: _engines, ...flags }: Flags): Flags => flags;

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
  sharedOptions(placeOptions(command))
    .addHelpText(
      'after',
      examples([
        'parquetry tune apply .parquetry/records/2026-11-21T09-30-00Z-tune-1a2b3c4d.json --alias live',
        'parquetry tune apply record.json --question cheapest --emit terraform',
      ]),
    )
    .action((record: string, _flags: Flags, command: Command) =>
      run(notSettings(command.optsWithGlobals()), async (context) => {
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
  sharedOptions(placeOptions(command))
    .addHelpText('after', examples(['parquetry tune cleanup my-function']))
    .action((target: string, _flags: Flags, command: Command) =>
      run(notSettings(command.optsWithGlobals()), async (context) => {
        const { cleanupTune } = await import('../commands/tune/cleanup.ts');
        return cleanupTune(target, command.opts<CleanupOptions>(), context);
      }),
    );
}

function defineScan(tune: Command, run: Run): void {
  const command = tune
    .command('scan')
    .description('rank the functions of a region by what a tune could save; invokes and changes nothing')
    .option('--days <n>', 'of logs and metrics', positiveInteger, 14);
  sharedOptions(placeOptions(command))
    .addHelpText(
      'after',
      examples(['parquetry tune scan --region eu-central-1', 'parquetry tune scan --json']),
    )
    .action((_flags: Flags, command: Command) =>
      run(notSettings(command.optsWithGlobals()), async (context) => {
        const { scanTune } = await import('../commands/tune/scan.ts');
        return scanTune(command.opts<ScanFlags>(), context);
      }),
    );
}

const CALIBRATED_SIZES = [512, 1024, 1769];

function defineCalibrate(tune: Command, run: Run): void {
  const command = tune
    .command('calibrate')
    .description(
      'measure how far times of this machine are from a function’s, by a fixed amount of computing',
    )
    .argument('<function>', 'name or ARN of our bench function, deployed')
    .option('--memory <list>', 'sizes in MB', memorySizes, CALIBRATED_SIZES)
    .option('--samples <n>', 'warm invocations of each size', positiveInteger, 20)
    .option('--seed <n>', 'decides the order', anyInteger, 1)
    .option('--max-usd <dollars>', 'do not begin when it would cost more', positiveNumber, 1)
    .option('--results <folder>', 'folder of calibration.json (default: .parquetry)')
    .option('--yes', 'do not ask');
  sharedOptions(placeOptions(command))
    .addHelpText('after', examples(['parquetry tune calibrate parquetry-bench --region us-east-1']))
    .action((target: string, _flags: Flags, command: Command) =>
      run(notSettings(command.optsWithGlobals()), async (context) => {
        const { calibrateTune } = await import('../commands/tune/calibrate.ts');
        return calibrateTune(target, command.opts<CalibrateOptions>(), context);
      }),
    );
}

/** `apply`, `cleanup`, `scan` and `calibrate` of `parquetry tune`. */
export function defineTuneCommands(tune: Command, run: Run): void {
  defineApply(tune, run);
  defineCleanup(tune, run);
  defineScan(tune, run);
  defineCalibrate(tune, run);
}
