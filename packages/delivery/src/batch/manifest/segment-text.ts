import { createHash } from 'node:crypto';
import { z } from 'zod';
import { type ManifestEntry, manifestEntry } from './entry.ts';

const VERSION = 1;

/** The first line of a segment; the entries follow, one line of JSON each. */
const segmentHead = z.strictObject({
  parquetry: z.literal('manifest'),
  version: z.number(),
  entries: z.number().int().nonnegative(),
  /** Of all that follows this line. */
  sha256: z.string(),
});

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

export function segmentText(entries: readonly ManifestEntry[]): string {
  const body = entries.map((entry) => `${JSON.stringify(entry)}\n`).join('');
  const head: z.infer<typeof segmentHead> = {
    parquetry: 'manifest',
    version: VERSION,
    entries: entries.length,
    sha256: sha256(body),
  };
  return `${JSON.stringify(head)}\n${body}`;
}

function readHead(line: string): z.infer<typeof segmentHead> {
  try {
    return segmentHead.parse(JSON.parse(line));
  } catch {
    throw new Error('its first line is not that of a manifest');
  }
}

/** @throws Error when the text is not, to the last byte, what {@link segmentText} made. */
export function readSegmentText(text: string): ManifestEntry[] {
  const end = text.indexOf('\n') + 1;
  const head = readHead(text.slice(0, end));
  if (head.version !== VERSION)
    throw new Error(`it has version ${head.version}, this program reads ${VERSION}`);
  const body = text.slice(end);
  if (sha256(body) !== head.sha256) throw new Error('it is cut short or was changed (its checksum differs)');
  const entries = body.split('\n').slice(0, -1);
  if (entries.length !== head.entries) {
    throw new Error(`it has ${entries.length} entries, its first line tells of ${head.entries}`);
  }
  return entries.map((line, index) => {
    const parsed = manifestEntry.safeParse(JSON.parse(line));
    if (parsed.success) return parsed.data;
    throw new Error(`entry ${index + 1}: ${z.prettifyError(parsed.error)}`);
  });
}
