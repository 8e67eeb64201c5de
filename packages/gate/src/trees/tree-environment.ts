import { delimiter, dirname, join, sep } from 'node:path';

export type Environment = Readonly<Record<string, string | undefined>>;

/** What points into the checkout from which the gate was started: by npm, or in a git hook. */
const OF_THE_CHECKOUT = [
  /^(INIT_CWD|PROJECT_CWD|PNPM_SCRIPT_SRC_DIR|NODE_PATH)$/,
  /^npm_(package|lifecycle|command|execpath|node_execpath)/,
  /^npm_config_(local_prefix|prefix)$/,
  /^GIT_(DIR|WORK_TREE|INDEX_FILE|PREFIX|COMMON_DIR|NAMESPACE|OBJECT_DIRECTORY|ALTERNATE_OBJECT_DIRECTORIES)$/,
  /^VITEST/,
];
/** What would make an install or a build another one. Of npm's settings those of the user stay: registry, cache, proxies. */
const OF_THE_CALL = [
  /^NODE_(ENV|OPTIONS|COMPILE_CACHE|V8_COVERAGE)$/,
  /^npm_config_(workspaces?|include_workspace_root|production|omit|include|only|global)$/,
];
const BINARIES = join('node_modules', '.bin');

function without(environment: Environment, names: readonly RegExp[]): NodeJS.ProcessEnv {
  const entries = Object.entries(environment).filter(([name]) => !names.some((its) => its.test(name)));
  return Object.fromEntries(entries);
}

/** The Node that runs this process comes first; programs of the checkout from which npm started it are not found. */
function pathOf(environment: Environment, ofTree: readonly string[]): string {
  const places = (environment['PATH'] ?? '').split(delimiter);
  const others = places.filter((place) => place !== '' && !`${sep}${place}`.endsWith(`${sep}${BINARIES}`));
  return [dirname(process.execPath), ...ofTree, ...others].join(delimiter);
}

/**
 * What commands that install and build a tree see of an environment: nothing that belongs to the checkout or to the call
 * from which the gate was started is left, and both trees have the Node that runs this process.
 */
export function treeEnvironment(environment: Environment): NodeJS.ProcessEnv {
  return {
    ...without(environment, [...OF_THE_CHECKOUT, ...OF_THE_CALL]),
    PATH: pathOf(environment, []),
    GIT_TERMINAL_PROMPT: '0',
  };
}

/**
 * What a measured command sees of an environment: that of the user, but programs that have only a name are those of its own
 * tree, never those of the checkout from which the gate was started, which would be the same ones on both sides.
 */
export function measuredEnvironment(treeDirectory: string, environment: Environment): NodeJS.ProcessEnv {
  return {
    ...without(environment, OF_THE_CHECKOUT),
    PATH: pathOf(environment, [join(treeDirectory, BINARIES)]),
  };
}
