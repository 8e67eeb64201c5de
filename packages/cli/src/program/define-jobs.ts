import type { Command } from 'commander';
import type { JobsFlags } from '../commands/jobs/jobs-flags.ts';
import { positiveInteger } from '../options/number-types.ts';
import { nameList } from '../options/text-types.ts';
import { examples, type Flags, limitOptions, type Run, s3Options, sharedOptions } from './command-parts.ts';
import { engineOption } from './conversion-options.ts';

const queueOption = (command: Command) =>
  command.option('--queue <url>', 'a queue of SQS that holds the dead letters, instead of the place');

const kindOption = (command: Command) =>
  command.option(
    '--kind <kinds>',
    'those alone: transient, throttling, resource, data-quality, permanent',
    nameList,
  );

function defineList(jobs: Command, run: Run): void {
  const command = jobs
    .command('list')
    .description('list the jobs that failed for good, newest first')
    .argument('[place]', 'where outputs go: s3://bucket/prefix or a directory');
  sharedOptions(s3Options(kindOption(queueOption(command))))
    .addHelpText(
      'after',
      examples(['parquetry jobs list s3://lake/out/', 'parquetry jobs list out/ --kind data-quality --json']),
    )
    .action((place: string | undefined, flags: Flags) =>
      run(flags, async (context) => {
        const { listJobs } = await import('../commands/jobs/list-jobs.ts');
        return listJobs(place, flags as JobsFlags, context);
      }),
    );
}

function defineShow(jobs: Command, run: Run): void {
  const command = jobs
    .command('show')
    .description('show all that is known of a job that failed')
    .argument('<place-and-id...>', 'where outputs go, and the id; with --queue the id alone');
  sharedOptions(s3Options(queueOption(command)))
    .addHelpText('after', examples(['parquetry jobs show s3://lake/out/ bcfc65a917ad47ae']))
    .action((names: string[], flags: Flags) =>
      run(flags, async (context) => {
        const { showJob } = await import('../commands/jobs/show-job.ts');
        return showJob(names, flags as JobsFlags, context);
      }),
    );
}

function defineRedrive(jobs: Command, run: Run): void {
  const command = jobs
    .command('redrive')
    .description(
      'try jobs that failed again, by the recipe of their batch; those that succeed are no dead letters any more',
    )
    .argument('<place>', 'where outputs go: s3://bucket/prefix or a directory')
    .argument('[ids...]', 'those alone (default: all)')
    .option('--concurrency <n>', 'jobs at once (default: 8)', positiveInteger);
  sharedOptions(s3Options(limitOptions(engineOption(kindOption(queueOption(command))))))
    .addHelpText(
      'after',
      examples([
        'parquetry jobs redrive s3://lake/out/',
        'parquetry jobs redrive out/ bcfc65a917ad47ae',
        'parquetry jobs redrive s3://lake/out/ --kind transient,throttling',
      ]),
    )
    .action((place: string, ids: string[], flags: Flags) =>
      run(flags, async (context) => {
        const { redriveJobs } = await import('../commands/jobs/redrive-jobs.ts');
        return redriveJobs(place, ids, flags as JobsFlags, context);
      }),
    );
}

function defineHealth(jobs: Command, run: Run): void {
  const command = jobs
    .command('health')
    .description(
      'tell how a pipeline is: success rate, breakers, dead letters, cache; exit code 1 when unhealthy',
    )
    .argument('<place>', 'where outputs go: s3://bucket/prefix or a directory');
  sharedOptions(s3Options(queueOption(command)))
    .addHelpText('after', examples(['parquetry jobs health s3://lake/out/']))
    .action((place: string, flags: Flags) =>
      run(flags, async (context) => {
        const { jobsHealth } = await import('../commands/jobs/jobs-health.ts');
        return jobsHealth(place, flags as JobsFlags, context);
      }),
    );
}

export function defineJobs(program: Command, run: Run): void {
  const jobs = program
    .command('jobs')
    .description('jobs that failed for good: list, show, try again; and how a pipeline is');
  defineList(jobs, run);
  defineShow(jobs, run);
  defineRedrive(jobs, run);
  defineHealth(jobs, run);
}
