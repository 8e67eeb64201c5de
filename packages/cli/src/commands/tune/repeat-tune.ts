import { shellWord } from '../../terminal/shell-word.ts';
import type { TuneOptions } from './tune-options.ts';

/** A command line that takes the same samples again. */
export function repeatTune(target: string, options: TuneOptions): string {
  const value = (flag: string, given: string | number | undefined) =>
    given === undefined ? [] : [flag, `${given}`];
  const flag = (name: string, given: boolean | undefined) => (given ? [name] : []);
  const words = [
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
  return ['npx parquetry tune', ...words.map(shellWord)].join(' ');
}
