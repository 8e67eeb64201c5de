import type { Git } from './git.ts';
import type { TreeInput } from './tree-input.ts';

/** What a reader of the verdict should know of two trees that can be compared all the same, in sentences. */
export async function treeWarnings(
  git: Git,
  base: TreeInput,
  head: TreeInput,
  changed: readonly string[],
): Promise<string[]> {
  const warnings: string[] = [];
  if (changed.length === 0) {
    warnings.push('base and head hold the same files: whatever differs between them is noise');
  }
  if (base.kind === 'commit' && head.commit !== null && head.commit !== base.commit) {
    const order = ['merge-base', '--is-ancestor', head.commit, base.commit];
    if ((await git.ask(base.repository.root, ...order)) !== undefined) {
      warnings.push(`base (${base.name}) was made after head and contains it: are the sides exchanged?`);
    }
  }
  for (const stranger of head.files.strangers) {
    warnings.push(`${stranger} is a repository of its own and no submodule, and is left out of head`);
  }
  return warnings;
}
