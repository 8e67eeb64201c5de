import type { BuiltTrees } from '../../trees/gate-tree.ts';
import type { GateUnit } from '../../unit/gate-unit.ts';
import type { BenchFileOptions } from './bench-file-process.ts';
import { BenchFileUnit } from './bench-file-unit.ts';
import { type FilePatterns, findBenchFiles } from './bench-files.ts';
import { goneFileUnit } from './gone-file-unit.ts';

/**
 * A unit for each file that exports a `Bench` of tinybench 6, or a function that returns one, as default or as `bench`.
 *
 * @throws GateFailure where no file matches.
 */
export async function tinybenchUnits(
  patterns: FilePatterns,
  trees: BuiltTrees,
  options: BenchFileOptions = {},
): Promise<GateUnit[]> {
  const { atHead, goneAtHead } = await findBenchFiles(patterns, trees);
  return [
    ...atHead.map((file) => new BenchFileUnit(file, trees, options)),
    ...goneAtHead.map((file) => goneFileUnit(file, 'tinybench')),
  ];
}
