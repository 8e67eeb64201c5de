import { shellWord } from '../terminal/shell-word.ts';
import type { BenchOptions } from './bench-options.ts';
import type { CommandContext } from './command-context.ts';
import { DEFAULT_SIZES } from './targets/target-options.ts';

/** What `--seed` is when it is not given. */
const DEFAULT_SEED = 1;

type SettingSources = CommandContext['resolved']['sources'];

/** Settings with their flags; those in `pinned` are written down even where they are defaults. */
function settingWords(
  flags: Readonly<Partial<Record<keyof SettingSources, string>>>,
  { resolved: { sources, settings } }: CommandContext,
  pinned: boolean,
): string[] {
  return Object.entries(flags).flatMap(([name, flag]) => {
    const setting = name as keyof SettingSources;
    const isWritten = pinned || sources[setting].from !== 'default';
    return isWritten ? [flag, [settings[setting]].flat().join(',')] : [];
  });
}

/** Threads and memory here. */
function limitWords({
  context,
  pinned,
  threads,
}: Pick<Repetition, 'context' | 'pinned' | 'threads'>): string[] {
  const ofThreads =
    pinned && threads !== undefined
      ? ['--threads', `${threads}`]
      : settingWords({ threads: '--threads' }, context, pinned);
  return [...ofThreads, ...settingWords({ memory: '--memory' }, context, pinned)];
}

const targetWords = ({ memory = DEFAULT_SIZES, objects, target }: BenchOptions): string[] => [
  ...(target === undefined ? [] : ['--target', target, '--memory', memory]),
  ...(objects === undefined ? [] : ['--objects', objects]),
];

interface Repetition {
  /** Inputs, or the scenario. */
  readonly what: readonly string[];
  readonly options: BenchOptions;
  readonly context: CommandContext;
  /** Writes down what depends on the machine and the version as well: threads, memory, seed. */
  readonly pinned: boolean;
  /** Those of the scenario, where it asks for others than the settings. */
  readonly threads?: number | undefined;
}

/**
 * A command line that measures the same again, with everything that was not a default. Contestants stand in it as they
 * were typed: variables by their names.
 */
export function repeatCommand({ what, options, context, pinned, threads }: Repetition): string {
  const option = (flag: string, value: string | number | undefined) =>
    value === undefined ? [] : [flag, `${value}`];
  const words = [
    ...what,
    ...settingWords({ engines: '--engines' }, context, false),
    ...(options.contestant ?? []).flatMap((text) => ['--contestant', text]),
    ...settingWords({ reference: '--reference', to: '--to' }, context, false),
    ...settingWords(
      { parquetCodec: '--parquet-codec', avroCodec: '--avro-codec', prefer: '--prefer' },
      context,
      false,
    ),
    ...option('--schema', options.schema),
    ...option('--columns', options.columns),
    ...option('--delimiter', options.delimiter),
    ...option('--processes', options.processes),
    ...option('--judge', options.judge),
    ...(options.tune && !pinned ? ['--tune'] : []),
    ...(options.target === undefined ? limitWords({ context, pinned, threads }) : targetWords(options)),
    ...option('--seed', pinned || options.seed !== DEFAULT_SEED ? options.seed : undefined),
  ];
  return ['npx parquetry bench', ...words.map(shellWord)].join(' ');
}
