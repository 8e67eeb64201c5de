import { resolve } from 'node:path';
import { RequestError } from '@parquetry/core';
import { isS3Bucket } from '@parquetry/s3';
import type { Place, Recipe } from '../../jobs/recipe.ts';

const textOf = ({ bucket, prefix }: Place): string => `${bucket}/${prefix}`;

/** With `/` at its end; two places are within each other when one text begins with the other. */
const comparable = (place: Place): string =>
  isS3Bucket(place.bucket) ? textOf(place) : `${resolve(place.bucket, place.prefix)}/`.replace(/\/+$/, '/');

function requireApart(from: Place, target: Place, what: string): void {
  const [source, written] = [comparable(from), comparable(target)];
  if (!source.startsWith(written) && !written.startsWith(source)) return;
  throw new RequestError(
    `${what} would go to ${textOf(target)}, and sources are read from ${textOf(from)}: one lies within the other, so that ` +
      'what is written would be found as a source, again and again; choose prefixes that lie beside each other',
  );
}

/** @throws RequestError when outputs or rejected rows would lie among the sources, or sources among them. */
export function requireSeparate({ from, to, rejects }: Pick<Recipe, 'from' | 'to' | 'rejects'>): void {
  requireApart(from, to, 'outputs');
  if (rejects) requireApart(from, rejects, 'rejected rows');
}
