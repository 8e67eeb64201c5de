import { posix } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import type { ObjectRef, OutputChoice } from '@parquetry/core';
import { type Place, type Recipe, requireSeparate } from '@parquetry/delivery';
import { parseS3Url } from '@parquetry/s3';
import type { ConvertObject } from '../forms.ts';
import type { ConvertSettings } from '../settings/convert-settings.ts';
import { outputChoicesOf } from '../settings/output-choices.ts';
import { type Reading, recipeOf } from '../stored-recipe.ts';

const isBelow = ({ bucket, key }: ObjectRef, place: Place): boolean =>
  bucket === place.bucket && key.startsWith(place.prefix);

/** What lies elsewhere goes by its name alone. */
function placeAround(ref: ObjectRef, input: Place): Place {
  if (isBelow(ref, input)) return input;
  const directory = posix.dirname(ref.key);
  return { bucket: ref.bucket, prefix: directory === '.' ? '' : ref.key.slice(0, directory.length + 1) };
}

function placeOf(url: string): Place {
  const { bucket, key } = parseS3Url(url);
  return { bucket, prefix: key === '' || key.endsWith('/') ? key : `${key}/` };
}

function wantedOutputs({ formats, compression }: ConvertObject, known: Reading['outputs']): OutputChoice[] {
  if (formats === undefined && compression === undefined) return known;
  const rowGroupRows = known.flatMap((it) => (it.format === 'parquet' ? (it.rowGroupRows ?? []) : []))[0];
  return outputChoicesOf(formats ?? known.map(({ format }) => format), compression, rowGroupRows);
}

/**
 * The recipe by which one object is converted that somebody asks for by name; the function's own wherever that says the
 * same.
 *
 * @throws RequestError when the output would lie among the sources.
 */
export function directRecipe(
  wanted: ConvertObject,
  source: ObjectRef,
  own: Recipe,
  reading: Reading,
  { errors }: ConvertSettings,
): Recipe {
  const from = placeAround(source, own.from);
  const to = wanted.output === undefined ? own.to : placeOf(wanted.output);
  const outputs = wantedOutputs(wanted, reading.outputs);
  const recipe = recipeOf({ ...reading, outputs }, from, to, errors);
  if (isDeepStrictEqual(recipe, own)) return own;
  requireSeparate(recipe);
  return recipe;
}
