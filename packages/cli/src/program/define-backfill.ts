import { type Command, InvalidArgumentError, Option } from 'commander';
import type { BackfillFlags } from '../commands/run/backfill-flags.ts';
import { positiveInteger, positiveNumber } from '../options/number-types.ts';
import { examples, type Flags, type Run, s3Options, sharedOptions } from './command-parts.ts';

const MACHINE = 'arn:aws:states:eu-central-1:111122223333:stateMachine:parquetry-backfill';
const EXECUTION = 'arn:aws:states:eu-central-1:111122223333:execution:parquetry-backfill:lake-in-1';

/** `2.5`: from 0 to 100. */
export function percent(text: string): number {
  const value = Number(text);
  if (/^\d+(\.\d+)?$/.test(text) && value <= 100) return value;
  throw new InvalidArgumentError('It must be a number from 0 to 100.');
}

const startOptions = (command: Command) =>
  command
    .optionsGroup('Starting:')
    .option('--state-machine <arn>', 'the one that was deployed (its ARN is among the outputs of the stack)')
    .option('--list <url>', 's3://… of a .csv or .json list of keys, instead of a prefix')
    .option('--name <name>', 'of the execution (default: follows from the place and the day)')
    .option('--batch-objects <n>', 'objects of one invocation (default: as deployed, 100)', positiveInteger)
    .option('--concurrency <n>', 'invocations at once (default: as deployed, 50)', positiveInteger)
    .option(
      '--tolerate <percent>',
      'of the objects that may fail before all is stopped (default: as deployed, 5)',
      percent,
    )
    .option('--dry-run', 'tell what there is to do and what it costs; nothing is started')
    .option('-y, --yes', 'start without being asked')
    .option('--detach', 'do not watch it');

const estimateOptions = (command: Command) =>
  command
    .optionsGroup('What it costs:')
    .option('--file-ms <ms>', 'billed for one object, as parquetry tune has measured it', positiveNumber)
    .option('--function-memory <MB>', 'of the function (default: 1769)', positiveInteger)
    .addOption(
      new Option('--architecture <name>', 'of the function (default: arm64)').choices(['arm64', 'x86_64']),
    );

const laterOptions = (command: Command) =>
  command
    .optionsGroup('Later:')
    .option('--watch <arn>', 'an execution that was started before')
    .option('--stop <arn>', 'an execution; what functions hold is finished');

export function defineBackfill(program: Command, run: Run): void {
  const command = program
    .command('backfill')
    .description('convert millions of objects in AWS: start the deployed state machine, and watch it')
    .argument('[place]', 's3://bucket/prefix; with --list the bucket alone');
  sharedOptions(s3Options(laterOptions(estimateOptions(startOptions(command)))))
    .addHelpText(
      'after',
      examples([
        `parquetry run backfill s3://lake/in/ --state-machine ${MACHINE} --dry-run`,
        `parquetry run backfill s3://lake/in/ --state-machine ${MACHINE} --batch-objects 200`,
        `parquetry run backfill --watch ${EXECUTION}`,
        `parquetry run backfill --stop ${EXECUTION}`,
      ]),
    )
    .action((place: string | undefined, flags: Flags) =>
      run(flags, async (context) => {
        const { runBackfill } = await import('../commands/run/run-backfill.ts');
        return runBackfill(place, flags as BackfillFlags, context);
      }),
    );
}
