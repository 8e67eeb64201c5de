import { type Command, InvalidArgumentError } from 'commander';
import { type BucketPlace, bucketPlace, type LocalOptions } from '../commands/local.ts';
import { collect } from '../options/text-types.ts';
import { examples, type Flags, type Run, sharedOptions } from './command-parts.ts';

const HIGHEST_PORT = 65_535;

function portNumber(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1 || port > HIGHEST_PORT || text.trim() === '') {
    throw new InvalidArgumentError(`It must be a whole number from 1 to ${HIGHEST_PORT}.`);
  }
  return port;
}

/** Gathers `bucket=value` and `bucket/prefix=value`, repeated. */
function collectPlaces(text: string, before: readonly BucketPlace[] = []): readonly BucketPlace[] {
  const place = bucketPlace(text);
  if (place === undefined) throw new InvalidArgumentError('It must be bucket=… or bucket/prefix=….');
  return [...before, place];
}

export function defineLocal(program: Command, run: Run): void {
  const command = program
    .command('local')
    .description('S3 and SQS on this machine, in memory, until Ctrl-C')
    .option('--port <n>', 'port of 127.0.0.1 (default: a free one)', portNumber)
    .option('--bucket <name>', 'a bucket to begin with; repeatable', collect, [])
    .option('--queue <name>', 'a queue to begin with; repeatable', collect, [])
    .option(
      '--notify <bucket=queue>',
      'tell the queue of each object created in the bucket, or below bucket/prefix; repeatable',
      collectPlaces,
      [],
    )
    .option(
      '--put <bucket=directory>',
      'put the files of a directory into the bucket, or below bucket/prefix; repeatable',
      collectPlaces,
      [],
    );
  sharedOptions(command)
    .addHelpText(
      'after',
      `\nThe environment that makes AWS SDKs and commands use it is printed once it is ready. Buckets and queues that other
options name need not be named again. Files are put last, so that notifications tell of them.\n${examples([
        'parquetry local --bucket data',
        'parquetry local --port 4566 --put data/in=./files --notify data/in=jobs',
      ])}`,
    )
    .action((_flags: Flags, command: Command) =>
      run(command.opts(), async (context) => {
        const { local } = await import('../commands/local.ts');
        return local(command.opts<LocalOptions>(), context);
      }),
    );
}
