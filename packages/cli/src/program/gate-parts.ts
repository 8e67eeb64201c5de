import type { Command } from 'commander';

/** Which trees, and what makes them ready to be measured. */
export const treeOptions = (command: Command) =>
  command
    .option('--base <ref>', 'a git ref or a directory (default: the merge base with the default branch)')
    .option('--install <command>', 'installs dependencies in each tree (default: by its lockfile)')
    .option('--build <command>', 'builds each tree (default: its build script)');
