import { shellWord } from '../../terminal/shell-word.ts';
import type { CommandContext } from '../command-context.ts';
import type { BatchFlags } from './batch-flags.ts';

/** The command that goes on with a batch: what is in its recipe need not be said again. */
export function resumeCommand(name: string, flags: BatchFlags, { resolved }: CommandContext): string {
  const { out, include = [], exclude = [], concurrency, networkProfile, faults } = flags;
  const given = (setting: 'endpoint' | 'region') => {
    const { value, from } = resolved.sources[setting];
    return from.startsWith('--') ? [from, `${value}`] : [];
  };
  const words = [
    'npx',
    'parquetry',
    'run',
    'batch',
    name,
    '--out',
    out,
    ...include.flatMap((glob) => ['--include', glob]),
    ...exclude.flatMap((glob) => ['--exclude', glob]),
    ...(concurrency === undefined ? [] : ['--concurrency', `${concurrency}`]),
    ...given('endpoint'),
    ...given('region'),
    ...(networkProfile === undefined ? [] : ['--network-profile', networkProfile]),
    ...(faults === undefined ? [] : ['--faults', faults]),
    '--resume',
  ];
  return words.map(shellWord).join(' ');
}
