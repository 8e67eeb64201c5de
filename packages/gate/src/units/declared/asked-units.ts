import { join } from 'node:path';
import type { BuiltTrees } from '../../trees/gate-tree.ts';
import type { GateUnit } from '../../unit/gate-unit.ts';
import { commandUnit } from '../command/command-unit.ts';
import { samplesUnit } from '../samples/samples-unit.ts';
import { BenchFileUnit } from '../tinybench/bench-file-unit.ts';
import { findBenchFiles } from '../tinybench/bench-files.ts';
import { goneFileUnit } from '../tinybench/gone-file-unit.ts';
import { VitestFileUnit } from '../vitest/vitest-file-unit.ts';
import { harnessOfFile } from './harness-of-file.ts';

interface NamedCommand {
  readonly name: string;
  readonly run: string;
}

/** Benchmarks of a command line. */
export interface AskedBenchmarks {
  /** Commands whose whole process is measured. */
  readonly bench?: readonly NamedCommand[] | undefined;
  /** Commands that print their samples. */
  readonly benchJson?: readonly NamedCommand[] | undefined;
  /** Patterns of files of tinybench or vitest. */
  readonly benchFile?: readonly string[] | undefined;
}

async function unitsOfFiles(pattern: string, trees: BuiltTrees): Promise<GateUnit[]> {
  const { atHead, goneAtHead } = await findBenchFiles({ base: pattern, head: pattern }, trees);
  const kept = atHead.map((file) => {
    const harness = harnessOfFile(join(trees.head.directory, file), file);
    return harness === 'vitest' ? new VitestFileUnit(file, trees) : new BenchFileUnit(file, trees);
  });
  const gone = goneAtHead.map((file) =>
    goneFileUnit(file, harnessOfFile(join(trees.base.directory, file), file)),
  );
  return [...kept, ...gone];
}

/** @throws GateFailure where a command cannot be split, or a pattern matches no file of benchmarks. */
export async function askedUnits(
  { bench = [], benchJson = [], benchFile = [] }: AskedBenchmarks,
  trees: BuiltTrees,
): Promise<GateUnit[]> {
  const files = await Promise.all(benchFile.map((pattern) => unitsOfFiles(pattern, trees)));
  return [
    ...bench.map(({ name, run }) => commandUnit(name, run, trees)),
    ...benchJson.map(({ name, run }) => samplesUnit(name, run, trees)),
    ...files.flat(),
  ];
}
