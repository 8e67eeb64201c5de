import { posix } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { type ConversionPlan, collectBytes, describeSource, fileStore } from '@parquetry/core';
import { modelOf, type Recipe } from '@parquetry/delivery';
import type { S3Sources } from '../places/s3-sources.ts';

const FIRST_BYTES = 1 << 16;

const alike = (plans: readonly ConversionPlan[]) =>
  plans.every(({ schema, source: { format } }) =>
    isDeepStrictEqual([schema, format], [plans[0]!.schema, plans[0]!.source.format]),
  );

/**
 * What plans say of all their objects, as one recipe: everybody is told schema and format. Undefined where they differ from
 * object to object.
 */
export async function pipelineRecipe(
  { bucket, prefix, fileOf }: S3Sources,
  plans: readonly ConversionPlan[],
): Promise<Recipe | undefined> {
  const [plan] = plans;
  const output = plan?.outputs[0];
  if (plan === undefined || output === undefined || !alike(plans)) return undefined;
  const file = fileOf(plan.source.ref);
  const start = fileStore().read(file, { range: { start: 0, end: FIRST_BYTES } });
  const model = modelOf(await describeSource(fileStore(), file), await collectBytes(start));
  return {
    from: { bucket, prefix },
    to: { bucket: output.ref.bucket, prefix: `${posix.dirname(output.ref.key)}/` },
    source: {},
    typing: { kind: 'shared', schema: plan.schema, isWhole: true, ...(model && { model }) },
    outputs: plan.outputs.map(({ ref: _, ...choice }) => choice),
  };
}
