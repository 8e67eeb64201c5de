import { type DeclaredBenchmark, REVIEWED_FILE } from '../../reviewed/reviewed-file.ts';
import type { BuiltTrees } from '../../trees/gate-tree.ts';
import { GateFailure } from '../../unit/gate-failure.ts';
import type { GateUnit } from '../../unit/gate-unit.ts';
import type { ReviewedSides } from '../chosen/scenario-names.ts';
import { commandUnit } from '../command/command-unit.ts';
import { samplesUnit } from '../samples/samples-unit.ts';
import type { FilePatterns } from '../tinybench/bench-files.ts';
import { tinybenchUnits } from '../tinybench/tinybench-units.ts';
import { vitestUnits } from '../vitest/vitest-units.ts';
import { newAtHead, withWarning } from './about-base.ts';
import { type AskedBenchmarks, askedUnits } from './asked-units.ts';

/** A benchmark of head's reviewed file, beside what base declares under that name. */
interface Declared {
  readonly name: string;
  readonly atHead: DeclaredBenchmark;
  readonly atBase: DeclaredBenchmark | undefined;
}

const writtenAs = (declared: DeclaredBenchmark): string =>
  'run' in declared ? declared.run : declared.files;

function bothSides({ base, head }: ReviewedSides): Declared[] {
  const ofBase = base?.benchmarks ?? {};
  const ofHead = head?.benchmarks ?? {};
  const gone = Object.keys(ofBase).filter((name) => !Object.hasOwn(ofHead, name));
  if (gone.length > 0) {
    throw new GateFailure(
      'missing-benchmark',
      `head no longer declares ${gone.join(', ')}, which base does: a benchmark cannot leave with the change that it would judge; put it back into ${REVIEWED_FILE}`,
    );
  }
  return Object.entries(ofHead).map(([name, atHead]) => {
    const atBase = Object.hasOwn(ofBase, name) ? ofBase[name] : undefined;
    if (atBase === undefined || atBase.kind === atHead.kind) return { name, atHead, atBase };
    throw new GateFailure(
      'missing-benchmark',
      `${name} is of the kind ${atBase.kind} at base and ${atHead.kind} at head, which is another benchmark: declare it beside the old one in ${REVIEWED_FILE}, under a name of its own`,
    );
  });
}

async function measuredBy({ name, atHead, atBase }: Declared, trees: BuiltTrees): Promise<GateUnit[]> {
  const patterns = (files: string): FilePatterns => ({
    base: atBase === undefined ? files : writtenAs(atBase),
    head: files,
  });
  switch (atHead.kind) {
    case 'command':
      return [commandUnit(name, atHead.run, trees)];
    case 'samples':
      return [samplesUnit(name, atHead.run, trees)];
    case 'tinybench':
      return await tinybenchUnits(patterns(atHead.files), trees);
    case 'vitest':
      return await vitestUnits(patterns(atHead.files), trees);
    default:
      return atHead satisfies never;
  }
}

async function unitsOf(declared: Declared, trees: BuiltTrees): Promise<GateUnit[]> {
  const { name, atHead, atBase } = declared;
  const units = await measuredBy(declared, trees);
  if (atBase === undefined) return units.map(newAtHead);
  if (writtenAs(atBase) === writtenAs(atHead)) return units;
  const warning = `${name} is declared as ${writtenAs(atBase)} at base and as ${writtenAs(atHead)} at head: both sides are measured by head's`;
  return units.map((unit) => withWarning(unit, warning));
}

export interface DeclaredRequest {
  readonly asked: AskedBenchmarks;
  readonly reviewed: ReviewedSides;
  readonly trees: BuiltTrees;
}

/**
 * The benchmarks of the command line, where it names any; else those of head's reviewed file, which may not lack one that
 * base declares.
 *
 * @throws GateFailure where one is missing at head, a command cannot be split, or a pattern matches no file.
 */
export async function declaredUnits({ asked, reviewed, trees }: DeclaredRequest): Promise<GateUnit[]> {
  const { bench, benchJson, benchFile } = asked;
  if ([bench, benchJson, benchFile].some((given) => given !== undefined)) {
    return await askedUnits(asked, trees);
  }
  const units = await Promise.all(bothSides(reviewed).map((declared) => unitsOf(declared, trees)));
  return units.flat();
}
