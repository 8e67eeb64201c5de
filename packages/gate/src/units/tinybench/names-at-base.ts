import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BuiltTrees } from '../../trees/gate-tree.ts';
import { GateFailure } from '../../unit/gate-failure.ts';

type Names = readonly string[];

/** What a file names when it is run on base. */
export interface NamesAtBase {
  /** With head's text, which is what is measured. */
  ofHead(): Promise<Names>;
  /** With base's own. */
  ofBase(): Promise<Names>;
}

async function explained(names: Promise<Names>, what: string): Promise<Names> {
  try {
    return await names;
  } catch (cause) {
    if (!(cause instanceof GateFailure)) throw cause;
    throw new GateFailure(cause.kind, `${what}: ${cause.message}`, { cause });
  }
}

function hasAnotherText(file: string, { base, head }: BuiltTrees): boolean {
  const ofBase = join(base.directory, file);
  return existsSync(ofBase) && !readFileSync(ofBase).equals(readFileSync(join(head.directory, file)));
}

/**
 * What a file holds on base. Head's text serves both sides; where base has another one, what that names counts too, or
 * nobody would see what head took out of it.
 *
 * @throws GateFailure where either text does not run on base.
 */
export async function namesAtBase(file: string, trees: BuiltTrees, names: NamesAtBase): Promise<Names> {
  if (!hasAnotherText(file, trees)) return await names.ofHead();
  const own = await explained(
    names.ofBase(),
    `base's own ${file} does not tell what it measures, so what head takes out of it could not be seen; mend it in a change of its own, merged in spite of this`,
  );
  const measured = await explained(
    names.ofHead(),
    `head's ${file} does not run on base's code; what needs more than base has goes into a file of its own, measured once it is merged`,
  );
  return [...measured, ...new Set(own.filter((name) => !measured.includes(name)))];
}
