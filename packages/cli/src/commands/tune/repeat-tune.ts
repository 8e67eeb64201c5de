import { shellWord } from '../../terminal/shell-word.ts';
import type { TuneOptions } from './tune-options.ts';

const value = (name: string, given: string | number | undefined) =>
  given === undefined ? [] : [name, `${given}`];

const flag = (name: string, given: boolean | undefined) => (given ? [name] : []);

const commandOf = (words: readonly string[]) => ['npx parquetry tune', ...words.map(shellWord)].join(' ');

function wordsOf(target: string, options: TuneOptions): string[] {
  return [
    target,
    ...value('--memory', options.memory.join(',')),
    ...value('--engines', options.engines),
    ...(options.rate === undefined
      ? value('--concurrency', options.concurrency.join(','))
      : [...value('--rate', options.rate), ...value('--seconds', options.seconds)]),
    ...value('--samples', options.samples),
    ...value('--cold', options.cold),
    ...value('--payload', options.payload),
    ...flag('--once', options.once),
    ...value('--prepare', options.prepare),
    ...value('--clean-up-with', options.cleanUpWith),
    ...value('--slo', options.slo),
    ...value('--balanced-weight', options.balancedWeight),
    ...value('--events-per-month', options.eventsPerMonth),
    ...flag('--copy', options.copy),
    ...value('--region', options.region),
    ...value('--seed', options.seed),
  ];
}

/** A command line that takes the same samples again. */
export const repeatTune = (target: string, options: TuneOptions): string =>
  commandOf(wordsOf(target, options));

/** A command line that takes the samples that a run has not, where it was run. */
export const resumeTune = (target: string, options: TuneOptions, results: string, runId: string): string =>
  commandOf([
    ...wordsOf(target, options),
    ...value('--endpoint', options.endpoint),
    ...value('--max-usd', options.maxUsd),
    ...flag('--keep-payloads', options.keepPayloads),
    ...value('--export', options.export),
    ...value('--results', results),
    ...value('--resume', runId),
  ]);
