import type { Contender } from '../run/contender.ts';
import type { PreparedScenario } from '../scenarios/scenario.ts';
import { lambdaContender } from './lambda-contender.ts';
import { lambdaPlace } from './lambda-place.ts';
import type { LambdaTarget } from './lambda-target.ts';
import { stageSources } from './staged-sources.ts';

/** `simd@1769MB`: an engine at a size is a contender of its own. */
export const sizedName = (engine: string, memoryMb: number): string => `${engine}@${memoryMb}MB`;

/** What contenders of a function are made of. */
export interface TargetContext {
  readonly target: LambdaTarget;
  /** Files of a run, in memory where there is room. */
  readonly scratch: string;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Every engine of a scenario at every size of a function; its sources are uploaded.
 *
 * @throws RangeError where the scenario is about objects: a function that is measured has files.
 */
export async function lambdaContenders(
  scenario: PreparedScenario,
  { target, scratch, signal }: TargetContext,
): Promise<Contender[]> {
  const { engines, name, store } = scenario;
  if (store.kind !== 'files') {
    throw new RangeError(
      `${name} is about objects in an S3 of this machine, which no function elsewhere reaches`,
    );
  }
  const prefix = `${target.objects.prefix}${name}/`;
  const sources = await stageSources(target.objects, `${prefix}in/`, scenario, signal);
  const place = lambdaPlace({ target, sources, prefix: `${prefix}out/`, scratch });
  return engines.flatMap((engine) =>
    target.sizes.map((size) =>
      lambdaContender(sizedName(engine, size.memoryMb), { target, size, engine, scenario, place }),
    ),
  );
}
