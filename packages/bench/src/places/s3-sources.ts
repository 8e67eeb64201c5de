import { posix } from 'node:path';
import { filePath, type ObjectRef } from '@parquetry/core';
import type { LocalAws } from '@parquetry/local-aws';
import type { PlannedInput, PreparedScenario } from '../scenarios/scenario.ts';
import { askClerk } from './ask-clerk.ts';

/** The sources of a scenario as objects, in the order of its inputs. */
export interface S3Sources {
  readonly bucket: string;
  readonly prefix: string;
  /** @throws RangeError for what is not among the inputs: a cut file is no object. */
  refOf(input: PlannedInput): ObjectRef;
  /** The file that an object was made of. */
  fileOf(ref: ObjectRef): ObjectRef;
}

const PREFIX = 'sources/';
const DIGITS = 6;

/** A bucket's name of what may be any text: https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html */
export const bucketNamed = (...words: readonly string[]) =>
  words
    .join('-')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-+|-+$/g, '')
    .slice(0, 63);

/** Keys in the order of the inputs, so that the first objects of a listing are the first inputs. */
const keyOf = (input: PlannedInput, index: number) =>
  `${PREFIX}${String(index).padStart(DIGITS, '0')}-${posix.basename(input.source.ref.key)}`;

/** Uploads the inputs of a scenario. */
export async function uploadSources(
  aws: LocalAws,
  { name, workloads: { whole } }: Pick<PreparedScenario, 'name' | 'workloads'>,
  signal?: AbortSignal,
): Promise<S3Sources> {
  const bucketName = bucketNamed(name, 'sources');
  await aws.createBucket(bucketName);
  const bucket = `s3://${bucketName}`;
  const refs = new Map(whole.inputs.map((input, index) => [input, { bucket, key: keyOf(input, index) }]));
  const files = [...refs].map(([input, ref]) => ({ path: filePath(input.source.ref), ref }));
  const byKey = new Map([...refs].map(([input, { key }]) => [key, input.source.ref]));
  await askClerk(aws, { do: 'put', files }, signal);
  return {
    bucket,
    prefix: PREFIX,
    refOf(input) {
      const ref = refs.get(input);
      if (ref === undefined) throw new RangeError('of objects in S3, a slice is a number of whole files');
      return ref;
    },
    fileOf({ key }) {
      const file = byKey.get(key);
      if (file === undefined) throw new RangeError(`${key} is none of the objects that were uploaded`);
      return file;
    },
  };
}
