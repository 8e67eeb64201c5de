import { rm } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { type ConversionPlan, conversionPlan, filePath } from '@parquetry/core';
import { objectDifference } from '../places/object-difference.ts';
import type { BroughtHome, Place } from '../places/place.ts';
import { planOutputs, stemOf } from '../places/plan-outputs.ts';
import type { LambdaTarget } from './lambda-target.ts';
import type { StagedSources } from './staged-sources.ts';

interface LambdaPlaceOptions {
  readonly target: Pick<LambdaTarget, 'objects' | 'temporary'>;
  readonly sources: StagedSources;
  /** Of outputs, below the target's own. */
  readonly prefix: string;
  /** Objects are brought home to a directory in here. */
  readonly scratch: string;
}

interface Carried {
  readonly from: string;
  readonly to: string;
}

/** Files below /tmp of a function, fetched from S3 before a conversion and brought there after it. */
export interface LambdaPlace extends Place {
  stage(plans: readonly ConversionPlan[]): Carried[];
  bring(plans: readonly ConversionPlan[]): Carried[];
}

/** Below a label are `in/` and `out/`: nothing of one invocation is in the way of another's. */
export function lambdaPlace({ target, sources, prefix, scratch }: LambdaPlaceOptions): LambdaPlace {
  const { bucket, carry } = target.objects;
  const { directory } = target.temporary;
  const outputPrefix = (label: string) => `${prefix}${label}/`;
  const home = (label: string) => join(scratch, 'home', label);
  const labelOf = (plan: ConversionPlan) => posix.relative(directory, plan.source.ref.bucket);
  const urlOf = (key: string) => `${bucket}/${key}`;

  return {
    plansFor: ({ inputs }, choice, label) =>
      inputs.map((input) => {
        const name = sources.nameOf(input);
        const own = posix.join(directory, label);
        const { etag: _, ...source } = { ...input.source, ref: { bucket: own, key: `in/${name}` } };
        const stem = stemOf(name);
        const outputs = planOutputs(choice, (format) => ({ bucket: own, key: `out/${stem}.${format}` }));
        return conversionPlan.parse({ source, schema: input.schema, outputs });
      }),

    stage: (plans) =>
      plans.map(({ source: { ref } }) => ({
        from: urlOf(sources.prefix + posix.basename(ref.key)),
        to: filePath(ref),
      })),

    bring: (plans) =>
      plans.flatMap((plan) =>
        plan.outputs.map(({ ref }) => ({
          from: filePath(ref),
          to: urlOf(outputPrefix(labelOf(plan)) + posix.basename(ref.key)),
        })),
      ),

    async bringHome({ inputs }, plans, label, signal): Promise<BroughtHome> {
      const request = { do: 'get', bucket, prefix: outputPrefix(label), directory: home(label) } as const;
      const { keys } = await carry(request, signal);
      const named = ({ outputs }: ConversionPlan) => outputs.map(({ ref }) => posix.basename(ref.key));
      const mismatch = objectDifference(plans.flatMap(named), keys);
      if (mismatch !== undefined) return { mismatch };
      const broughtHome = (plan: ConversionPlan, index: number): ConversionPlan => ({
        ...plan,
        source: inputs[index]!.source,
        outputs: plan.outputs.map((output) => ({
          ...output,
          ref: { bucket: home(label), key: posix.basename(output.ref.key) },
        })),
      });
      return { plans: plans.map(broughtHome) };
    },

    async clear(label) {
      await carry({ do: 'delete', bucket, prefix: outputPrefix(label) });
      await rm(home(label), { recursive: true, force: true });
    },
  };
}
