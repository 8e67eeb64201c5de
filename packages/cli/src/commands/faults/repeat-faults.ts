import { shellWord } from '../../terminal/shell-word.ts';
import type { CommandContext } from '../command-context.ts';
import type { FaultsOptions } from './faults-options.ts';

/** A command line that makes the same campaign again. */
export function repeatFaults(
  { files, rate, kills, seed, broken }: FaultsOptions,
  { settings }: Pick<CommandContext, 'settings'>,
): string {
  const words = [
    ...['--files', `${files}`, '--rate', `${Number((rate * 100).toPrecision(12))}%`],
    ...['--kills', `${kills}`, '--engine', settings.engine],
    ...['--threads', `${settings.threads}`, '--memory', `${settings.memory}`, '--seed', `${seed}`],
    ...(broken === undefined ? [] : ['--broken', broken]),
  ];
  return ['npx parquetry faults', ...words.map(shellWord)].join(' ');
}
