import type { BuiltTrees } from '../../trees/gate-tree.ts';
import type { GateUnit } from '../../unit/gate-unit.ts';
import type { CommandOptions } from '../command/run-on-side.ts';
import { type FilePatterns, findBenchFiles } from '../tinybench/bench-files.ts';
import { goneFileUnit } from '../tinybench/gone-file-unit.ts';
import { VitestFileUnit } from './vitest-file-unit.ts';

/**
 * A unit for each file of `vitest bench` (vitest 5).
 *
 * @throws GateFailure where no file matches.
 */
export async function vitestUnits(
  patterns: FilePatterns,
  trees: BuiltTrees,
  options: CommandOptions = {},
): Promise<GateUnit[]> {
  const { atHead, goneAtHead } = await findBenchFiles(patterns, trees);
  return [
    ...atHead.map((file) => new VitestFileUnit(file, trees, options)),
    ...goneAtHead.map((file) => goneFileUnit(file, 'vitest')),
  ];
}
