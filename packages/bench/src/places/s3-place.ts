import { rm } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { type ConversionPlan, conversionPlan, type ObjectRef } from '@parquetry/core';
import type { LocalAws } from '@parquetry/local-aws';
import { askClerk } from './ask-clerk.ts';
import type { BroughtHome, Place } from './place.ts';
import { planOutputs, stemOf } from './plan-outputs.ts';
import { bucketNamed, type S3Sources } from './s3-sources.ts';

/** What a pipeline keeps beside its outputs: underscored, so that whoever reads a table leaves it out. */
const STATE = /^_/;

interface S3PlaceOptions {
  readonly aws: LocalAws;
  readonly sources: S3Sources;
  readonly scenario: string;
  readonly contender: string;
  /** Objects are brought home to a directory in here. */
  readonly scratch: string;
}

const listed = (keys: readonly string[]) => {
  const shown = keys.slice(0, 3).join(', ');
  return keys.length > 3 ? `${shown} and ${keys.length - 3} more` : shown;
};

/** How the objects that were found differ from those that were planned. */
function differenceOf(expected: readonly string[], found: readonly string[]): string | undefined {
  const [wanted, there] = [new Set(expected), new Set(found)];
  const missing = expected.filter((key) => !there.has(key));
  if (missing.length > 0) return `${missing.length} objects were not written: ${listed(missing)}`;
  const others = found.filter((key) => !wanted.has(key));
  return others.length === 0 ? undefined : `${others.length} objects are no outputs: ${listed(others)}`;
}

const prefixOf = (label: string) => `${label}/`;

/** Objects in the local stack; the outputs of each contender go to a bucket of their own. */
export async function s3Place(options: S3PlaceOptions): Promise<Place> {
  const { aws, sources, scenario, contender, scratch } = options;
  const bucketName = bucketNamed(scenario, contender);
  await aws.createBucket(bucketName);
  const bucket = `s3://${bucketName}`;
  const home = (label: string) => join(scratch, 'home', contender, label);

  const atHome = ({ key }: ObjectRef, label: string) => ({
    bucket: home(label),
    key: key.slice(prefixOf(label).length),
  });

  return {
    plansFor: ({ inputs }, choice, label) =>
      inputs.map((input) => {
        const { etag: _, ...source } = { ...input.source, ref: sources.refOf(input) };
        const stem = stemOf(posix.basename(source.ref.key));
        const outputs = planOutputs(choice, (format) => ({
          bucket,
          key: `${prefixOf(label)}${stem}.${format}`,
        }));
        return conversionPlan.parse({ source, schema: input.schema, outputs });
      }),

    async bringHome({ inputs }, plans, label, signal): Promise<BroughtHome> {
      const prefix = prefixOf(label);
      const { keys } = await askClerk(aws, { do: 'get', bucket, prefix, directory: home(label) }, signal);
      const expected = plans.flatMap(({ outputs }) => outputs.map(({ ref }) => ref.key.slice(prefix.length)));
      const mismatch = differenceOf(
        expected,
        keys.filter((key) => !STATE.test(key)),
      );
      if (mismatch !== undefined) return { mismatch };
      const broughtHome = (plan: ConversionPlan, index: number): ConversionPlan => ({
        ...plan,
        source: inputs[index]!.source,
        outputs: plan.outputs.map((output) => ({ ...output, ref: atHome(output.ref, label) })),
      });
      return { plans: plans.map(broughtHome) };
    },

    async clear(label) {
      await aws.emptyBucket(bucketName);
      await rm(home(label), { recursive: true, force: true });
    },
  };
}
