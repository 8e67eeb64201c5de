import { createHash } from 'node:crypto';
import type { BackfillInput } from './backfill-input.ts';

const MOST_CHARACTERS = 80;
const HASH_CHARACTERS = 8;

/**
 * A name that follows from what is to be done and the day (UTC): asked for twice, Step Functions starts it once.
 * https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html
 */
export function executionName(input: BackfillInput, now: Date): string {
  const hash = createHash('sha256').update(JSON.stringify(input)).digest('hex').slice(0, HASH_CHARACTERS);
  const day = now.toISOString().slice(0, 10).replaceAll('-', '');
  const tail = `-${day}-${hash}`;
  const place = `${input.bucket}/${input.prefix ?? input.list?.key ?? ''}`;
  const words = place.replace(/[^A-Za-z0-9]+/g, '-').replace(/^-+|-+$/g, '');
  return words.slice(0, MOST_CHARACTERS - tail.length).replace(/-+$/, '') + tail;
}
