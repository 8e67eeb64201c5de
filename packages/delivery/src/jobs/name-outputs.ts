import { displayRef, type ObjectRef, RequestError } from '@parquetry/core';
import { isS3Bucket } from '@parquetry/s3';
import type { Place, Recipe } from './recipe.ts';

const COMPRESSED = /(?<=[^/])\.(gz|zst)$/i;
const TEXT = /(?<=[^/])\.(csv|tsv|txt|json|ndjson|jsonl)$/i;
const REJECTS_ENDING = '.rejects.ndjson';

/** A key without the endings of what is read: `a/b` of `a/b.csv.gz`. What is left of a name is never empty. */
export const stemOf = (key: string): string => key.replace(COMPRESSED, '').replace(TEXT, '');

/** To S3 these are characters like any others; in a directory they lead elsewhere, or to the file of another key. */
const leadsElsewhere = (segment: string): boolean =>
  segment === '' || segment === '.' || segment === '..' || segment.includes('\0');

function refBelow({ bucket, prefix }: Place, key: string, source: ObjectRef): ObjectRef {
  const ref = { bucket, key: prefix + key };
  if (!isS3Bucket(bucket) && ref.key.split('/').some(leadsElsewhere)) {
    throw new RequestError(
      `${displayRef(source)}: no file below ${bucket} can be named ${JSON.stringify(ref.key)} ` +
        '(parts that are empty, "." or ".."); write to s3://, or rename the source',
    );
  }
  return ref;
}

export interface NamedOutputs {
  /** In the order of the recipe's outputs. */
  readonly outputs: readonly ObjectRef[];
  readonly rejects?: ObjectRef;
}

/**
 * Where the outputs of a source go: its key below `from.prefix`, byte for byte but for its endings, below `to.prefix`.
 *
 * @throws RequestError when the source lies elsewhere, or a directory cannot hold the name.
 */
export function outputRefs({ from, to, rejects, outputs }: Recipe, source: ObjectRef): NamedOutputs {
  if (source.bucket !== from.bucket || !source.key.startsWith(from.prefix)) {
    throw new RequestError(
      `${displayRef(source)} does not lie below ${from.bucket}/${from.prefix}; give the recipe that is for it`,
    );
  }
  const stem = stemOf(source.key.slice(from.prefix.length));
  return {
    outputs: outputs.map(({ format }) => refBelow(to, `${stem}.${format}`, source)),
    ...(rejects && { rejects: refBelow(rejects, stem + REJECTS_ENDING, source) }),
  };
}
