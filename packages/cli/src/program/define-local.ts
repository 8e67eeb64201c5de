import { type Command, InvalidArgumentError } from 'commander';
import { type BucketPlace, bucketPlace, type LocalOptions } from '../commands/local.ts';
import { type FunctionPlace, functionPlace } from '../commands/local-functions.ts';
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

/** Gathers `name=path`, repeated. */
function collectFunctions(text: string, before: readonly FunctionPlace[] = []): readonly FunctionPlace[] {
  const place = functionPlace(text);
  if (place === undefined) throw new InvalidArgumentError('It must be name=<directory, zip or JSON file>.');
  return [...before, place];
}

export function defineLocal(program: Command, run: Run): void {
  const command = program
    .command('local')
    .description('S3, SQS and Lambda on this machine, in memory, until Ctrl-C')
    .option('--port <n>', 'port of 127.0.0.1 (default: a free one)', portNumber)
    .option('--bucket <name>', 'a bucket to begin with; repeatable', collect, [])
    .option('--queue <name>', 'a queue to begin with; repeatable', collect, [])
    .option(
      '--notify <bucket=target>',
      'tell a queue, or function:<name>, of each object created in the bucket, or below bucket/prefix; repeatable',
      collectPlaces,
      [],
    )
    .option(
      '--put <bucket=directory>',
      'put the files of a directory into the bucket, or below bucket/prefix; repeatable',
      collectPlaces,
      [],
    )
    .option(
      '--function <name=path>',
      'a function to begin with: a directory, a zip, or a JSON file that names code, handler, memory, …; repeatable',
      collectFunctions,
      [],
    )
    .option('--lambda', 'start Lambda without a function, too')
    .option('--lambda-port <n>', 'port of Lambda (default: a free one)', portNumber);
  sharedOptions(command)
    .addHelpText(
      'after',
      `\nThe environment that makes AWS SDKs and commands use it is printed once it is ready. Buckets and queues that other
options name need not be named again. Files are put last, so that notifications tell of them. A function of a directory or a
zip has 1769 MB, 60 seconds and the handler index.handler.\n${examples([
        'parquetry local --bucket data',
        'parquetry local --port 4566 --put data/in=./files --notify data/in=jobs',
        'parquetry local --function convert=./dist/convert --notify data/in=function:convert',
      ])}`,
    )
    .action((_flags: Flags, command: Command) =>
      run(command.opts(), async (context) => {
        const { local } = await import('../commands/local.ts');
        return local(command.opts<LocalOptions>(), context);
      }),
    );
}
