import { delimiter, dirname, sep } from 'node:path';

export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * What would make a tree's commands depend on how the gate itself was started: by npm, in a git hook, with flags for its
 * own Node. Of npm's settings those of the user stay (registry, cache, proxies).
 */
const OF_THE_CALLER = [
  /^NODE_(ENV|OPTIONS|PATH|COMPILE_CACHE|V8_COVERAGE)$/,
  /^(INIT_CWD|PROJECT_CWD|PNPM_SCRIPT_SRC_DIR)$/,
  /^npm_(package|lifecycle|command|execpath|node_execpath)/,
  /^npm_config_(local_prefix|prefix|workspaces?|include_workspace_root|production|omit|include|only|global)$/,
  /^GIT_(DIR|WORK_TREE|INDEX_FILE|PREFIX|COMMON_DIR|NAMESPACE|OBJECT_DIRECTORY|ALTERNATE_OBJECT_DIRECTORIES)$/,
  /^VITEST/,
];
const OTHER_BINARIES = `${sep}node_modules${sep}.bin`;

/**
 * What commands of both trees see of an environment: the Node that runs this process comes first in PATH, and nothing
 * that belongs to the checkout or the command from which the gate was started is left.
 */
export function treeEnvironment(environment: Environment): NodeJS.ProcessEnv {
  const entries = Object.entries(environment).filter(
    ([name]) => !OF_THE_CALLER.some((its) => its.test(name)),
  );
  const path = (environment['PATH'] ?? '')
    .split(delimiter)
    .filter((entry) => entry !== '' && !entry.endsWith(OTHER_BINARIES));
  return {
    ...Object.fromEntries(entries),
    PATH: [dirname(process.execPath), ...path].join(delimiter),
    GIT_TERMINAL_PROMPT: '0',
  };
}
