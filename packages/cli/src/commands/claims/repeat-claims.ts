import { shellWord } from '../../terminal/shell-word.ts';
import type { CommandContext } from '../command-context.ts';
import type { ClaimsOptions } from './claims-options.ts';

/** A command line that measures the same again, with everything that decides what is measured. */
export function repeatClaims(
  inputs: readonly string[],
  options: ClaimsOptions,
  { settings }: Pick<CommandContext, 'settings'>,
): string {
  const option = (flag: string, value: string | number | undefined) =>
    value === undefined ? [] : [flag, `${value}`];
  const words = [
    ...inputs,
    ...option('--baseline', options.baseline),
    ...option('--files-per-month', options.filesPerMonth),
    ...(options.full ? ['--full'] : []),
    ...option('--rounds', options.rounds),
    ...option('--networks', options.networks?.join(',')),
    ...option('--endpoint', settings.endpoint),
    ...option('--region', settings.region),
    ...option('--threads', settings.threads),
    ...option('--memory', settings.memory),
    ...option('--seed', options.seed),
  ];
  return ['npx parquetry claims', ...words.map(shellWord)].join(' ');
}
