import { rm } from 'node:fs/promises';
import { join, posix } from 'node:path';
import { type ConversionPlan, conversionPlan, type ObjectRef } from '@parquetry/core';
import type { LocalAws } from '@parquetry/local-aws';
import { askClerk } from './ask-clerk.ts';
import { objectDifference } from './object-difference.ts';
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
      const mismatch = objectDifference(
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
