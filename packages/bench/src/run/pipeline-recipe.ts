import { posix } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import {
  type ConversionPlan,
  collectBytes,
  describeSource,
  fileStore,
  type ObjectRef,
} from '@parquetry/core';
import { modelOf, type Recipe } from '@parquetry/delivery';
import type { S3Sources } from '../places/s3-sources.ts';

const FIRST_BYTES = 1 << 16;

const alike = (plans: readonly ConversionPlan[]) =>
  plans.every(({ schema, source: { format } }) =>
    isDeepStrictEqual([schema, format], [plans[0]!.schema, plans[0]!.source.format]),
  );

/** Schema and format of the first, which are those of all. */
async function sharedTyping(plan: ConversionPlan, file: ObjectRef): Promise<Recipe['typing']> {
  const start = fileStore().read(file, { range: { start: 0, end: FIRST_BYTES } });
  const model = modelOf(await describeSource(fileStore(), file), await collectBytes(start));
  return { kind: 'shared', schema: plan.schema, isWhole: true, ...(model && { model }) };
}

/**
 * What plans say of all their objects, as one recipe: everybody is told schema and format. Where they differ from object to
 * object they are found in each, from every row.
 */
export async function pipelineRecipe(
  { bucket, prefix, fileOf }: S3Sources,
  plans: readonly ConversionPlan[],
): Promise<Recipe> {
  const [plan] = plans;
  const output = plan?.outputs[0];
  if (plan === undefined || output === undefined)
    throw new RangeError('a recipe is made of plans with outputs');
  return {
    from: { bucket, prefix },
    to: { bucket: output.ref.bucket, prefix: `${posix.dirname(output.ref.key)}/` },
    source: {},
    typing: alike(plans) ? await sharedTyping(plan, fileOf(plan.source.ref)) : { kind: 'per-object' },
    outputs: plan.outputs.map(({ ref: _, ...choice }) => choice),
  };
}
