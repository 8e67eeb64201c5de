import { isHarnessFile } from './trees.ts';

/** What brings both sides to be measured, judges what was found, or says how it is to be judged: head's, for both. */
const JUDGING_FILE = new RegExp(
  `^packages/(?:${[
    'gate/src/.+',
    'cli/src/commands/gate/.+',
    'cli/src/program/(?:define-)?gate[^/]*',
    'lambda/src/two-trees/.+',
    'lambda/src/(?:build-bench-bundle|copy-packages)\\.ts',
  ].join('|')})$`,
);

/** Of which something is in a bundle that is measured. */
const MEASURED_PACKAGES = ['core', 'delivery', 'engines', 'kernel', 'lambda', 'prices', 's3'];

const SOURCE_FILE = /^(packages\/([\w-]+)\/src)\//;

/** The folder of the sources that a file belongs to; undefined where it may be measured, or is no source. */
function unmeasuredSources(path: string): string | undefined {
  const [, folder, name] = SOURCE_FILE.exec(path) ?? [];
  return name === undefined || MEASURED_PACKAGES.includes(name) ? undefined : folder;
}

const countedText = (folder: string, { length }: readonly string[]) =>
  `${folder} (${length === 1 ? '1 file' : `${length} files`})`;

/**
 * What of the changes to this project no benchmark can see, for a reader: the path of every file that measures or judges
 * both sides, then each package that is in nothing that is measured, with the number of its files.
 *
 * @param changedFiles from the root of the repository, with slashes.
 */
export function unseenChanges(changedFiles: readonly string[]): string[] {
  const isOfBothSides = (path: string) => isHarnessFile(path) || JUDGING_FILE.test(path);
  const rest = Map.groupBy(
    changedFiles.filter((path) => !isOfBothSides(path)),
    unmeasuredSources,
  );
  rest.delete(undefined);
  const summed = [...rest].map(([folder, files]) => countedText(folder!, files));
  return [...changedFiles.filter(isOfBothSides), ...summed];
}
