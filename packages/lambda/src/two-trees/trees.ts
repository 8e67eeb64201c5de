import { join, relative, sep } from 'node:path';

/** Real paths of two checkouts of this repository; they may be one. */
export interface Trees {
  /** Measures. */
  readonly harness: string;
  /** Is measured. */
  readonly product: string;
}

/** Packages that measure, as opposed to what they measure. */
export const HARNESS_PACKAGES = ['bench', 'datagen', 'local-aws'];

/** Of packages/lambda: what starts a measured process, and what it is asked through. */
const HARNESS_ENTRIES = [
  'answer-sample',
  'bench-child',
  'harness-sha256',
  'load-contender',
  'pipeline-child',
  'pipeline-turn-child',
  'run-compiled',
  'serve-pipeline',
  'serve-samples',
  'turn-child',
];

const HARNESS_FILE = new RegExp(
  `^packages/(?:(?:${HARNESS_PACKAGES.join('|')})/src/.+|lambda/src/(?:${HARNESS_ENTRIES.join('|')})\\.ts)$`,
);

/**
 * Whether a file measures, and so is the running project's whatever tree is measured: a change of it is seen by no benchmark.
 *
 * @param path from the root of the repository, with slashes.
 */
export const isHarnessFile = (path: string): boolean => HARNESS_FILE.test(path);

/** From the root of the tree that the file belongs to, with slashes; undefined of installed packages and of files elsewhere. */
export function repositoryPath(file: string, { harness, product }: Trees): string | undefined {
  const roots = [harness, product].toSorted((one, other) => other.length - one.length);
  const root = roots.find((candidate) => file.startsWith(candidate + sep));
  if (root === undefined) return undefined;
  const names = relative(root, file).split(sep);
  return names.includes('node_modules') ? undefined : names.join('/');
}

/** Where a file of the repository comes from. */
export const rootOf = (path: string, { harness, product }: Trees): string =>
  isHarnessFile(path) ? harness : product;

/** The same file of the tree that it is to come from; what is no file of the repository stays what it is. */
export function ownFile(file: string, trees: Trees): string {
  const path = repositoryPath(file, trees);
  return path === undefined ? file : join(rootOf(path, trees), path);
}
