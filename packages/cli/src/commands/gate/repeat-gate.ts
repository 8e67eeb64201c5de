import { shellWord } from '../../terminal/shell-word.ts';
import type { GateOptions, NamedCommand } from './gate-options.ts';

const value = (name: string, given: string | number | undefined) =>
  given === undefined ? [] : [name, `${given}`];
const commands = (name: string, given: readonly NamedCommand[] = []) =>
  given.flatMap((one) => [name, `${one.name}=${one.run}`]);

/** A command line that compares the same again; base is told as the commit that it was. */
export function repeatGate(options: GateOptions, baseCommit: string | null): string {
  const words = [
    ...value('--base', options.base ?? baseCommit ?? undefined),
    ...value('--install', options.install),
    ...value('--build', options.build),
    ...value('--scenarios', options.scenarios?.join(',')),
    ...commands('--bench', options.bench),
    ...commands('--bench-json', options.benchJson),
    ...(options.benchFile ?? []).flatMap((glob) => ['--bench-file', glob]),
    ...value('--max-minutes', options.maxMinutes),
    ...value('--max-undecided', `${Number((options.maxUndecided * 100).toPrecision(6))}%`),
    ...value('--inconclusive', options.inconclusive),
    ...value('--seed', options.seed),
  ];
  return ['npx parquetry gate', ...words.map(shellWord)].join(' ');
}
