import { stat } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { filePath } from '@parquetry/core';
import { openS3, parseS3Url, s3Settings } from '@parquetry/s3';
import { type FunctionFacts, type PayloadSource, readPayloadPath } from '@parquetry/tune';
import { asUsage, UsageError } from '../../exit-codes.ts';
import { expandInputs } from '../../inputs/expand-inputs.ts';
import type { Terminal } from '../../terminal/terminal.ts';
import type { TuneOptions } from './tune-options.ts';

const NOTHING: PayloadSource = { kind: 'single', text: '{}', description: 'an empty event' };

const isS3 = (place: string) => place.startsWith('s3://');

/** An event for each object below a prefix, for our converter; what the objects hold, for anybody else's function. */
async function* objectEvents(place: string, facts: FunctionFacts, options: TuneOptions, signal: AbortSignal) {
  const { bucket, key } = parseS3Url(place);
  const { endpoint, region } = options;
  await using s3 = openS3(s3Settings.parse({ endpoint, region }));
  for await (const { ref } of s3.list(bucket, key, signal)) {
    if (ref.key.endsWith('/')) continue;
    if (facts.isOurs) yield JSON.stringify({ action: 'convert', source: `${ref.bucket}/${ref.key}` });
    else yield await text(Readable.from(s3.read(ref, { signal })));
  }
}

/** Payloads for a function that exists: as the user said, or an empty event. @throws UsageError for a place that is not there. */
export async function readPayload(
  facts: FunctionFacts,
  options: TuneOptions,
  { directory, signal }: Terminal,
): Promise<PayloadSource> {
  const { once = false, payload } = options;
  if (payload === undefined) return NOTHING;
  if (isS3(payload)) {
    asUsage(() => parseS3Url(payload));
    return { kind: 'list', texts: objectEvents(payload, facts, options, signal), once, description: payload };
  }
  const path = resolve(directory, payload);
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) throw new UsageError(`--payload: ${payload} does not exist`);
  return readPayloadPath(path, once);
}

/** Files that the function of this machine is to convert; undefined: generated ones. */
export async function filesOf(
  { payload }: TuneOptions,
  { directory }: Terminal,
): Promise<readonly string[] | undefined> {
  if (payload === undefined) return undefined;
  if (isS3(payload))
    throw new UsageError(
      '--payload: local:convert converts files of this machine; name files or a directory',
    );
  const found = await expandInputs([payload], directory);
  return found.map(({ ref }) => filePath(ref));
}
