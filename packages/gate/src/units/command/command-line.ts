import { splitWords } from '@parquetry/bench/split-words';
import type { BuiltTree } from '../../trees/gate-tree.ts';
import { GateFailure } from '../../unit/gate-failure.ts';

const TREE = '{tree}';

/** A command line that is split into words; `{tree}` in it stands for the directory of a side. */
export interface CommandLine {
  /** As it was written. */
  readonly text: string;
  wordsFor(tree: Pick<BuiltTree, 'directory'>): readonly [string, ...string[]];
}

function split(benchmark: string, text: string): [string, ...string[]] {
  try {
    const [program, ...words] = splitWords(text, process.env);
    if (program !== undefined) return [program, ...words];
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    throw new GateFailure('benchmark-failed', `the command of ${benchmark}: ${cause.message}`, { cause });
  }
  throw new GateFailure('benchmark-failed', `the command of ${benchmark} is empty: write what runs it`);
}

/** @throws GateFailure where the line is empty or only a shell could carry it out. */
export function parseCommandLine(benchmark: string, text: string): CommandLine {
  const [program, ...words] = split(benchmark, text);
  return {
    text,
    wordsFor({ directory }) {
      const inTree = (word: string) => word.replaceAll(TREE, directory);
      return [inTree(program), ...words.map(inTree)];
    },
  };
}
