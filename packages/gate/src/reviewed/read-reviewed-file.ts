import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { z } from 'zod';
import { GateFailure } from '../unit/gate-failure.ts';
import { REVIEWED_FILE, type ReviewedFile, reviewedFile } from './reviewed-file.ts';

const KEYS = Object.keys(reviewedFile.shape).join(', ');

/** A reviewed file as it is written and as it is understood. */
export interface ReviewedText {
  readonly path: string;
  /** Parsed JSON, its keys in the order of the file. */
  readonly written: Readonly<Record<string, unknown>>;
  readonly file: ReviewedFile;
}

const isAbsent = (error: unknown) => error instanceof Error && 'code' in error && error.code === 'ENOENT';

const placeOf = (path: readonly PropertyKey[]) =>
  path.reduce<string>(
    (place, key) => (typeof key === 'number' ? `${place}[${key}]` : `${place}${place && '.'}${String(key)}`),
    '',
  );

const tellIssue = ({ path, message }: z.core.$ZodIssue) =>
  path.length === 0 ? message : `${placeOf(path)}: ${message}`;

function parseJson(path: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const detail = (cause instanceof Error ? cause.message : String(cause)).replaceAll(/\s+/g, ' ');
    throw new GateFailure(
      'reviewed-file',
      `${path} is no JSON: ${detail}; correct it there, or take it from git again`,
      { cause },
    );
  }
}

function refuseTwins(path: string, { accepted }: ReviewedFile): void {
  const seen = new Map<string, number>();
  for (const [index, { benchmark, metric }] of accepted.entries()) {
    const key = JSON.stringify([benchmark, metric]);
    const first = seen.get(key);
    if (first !== undefined) {
      throw new GateFailure(
        'reviewed-file',
        `${path}: accepted[${first}] and accepted[${index}] are both about ${metric} of ${benchmark}; keep one of them`,
      );
    }
    seen.set(key, index);
  }
}

/**
 * Understands the text of a reviewed file; `path` is what a failure names.
 *
 * @throws GateFailure `reviewed-file` with the place and the way out.
 */
export function parseReviewedFile(path: string, text: string): ReviewedText {
  const written = parseJson(path, text);
  const parsed = reviewedFile.safeParse(written);
  if (!parsed.success) {
    throw new GateFailure(
      'reviewed-file',
      `${path}: ${parsed.error.issues.map(tellIssue).join('; ')}; correct it there (its keys are ${KEYS})`,
    );
  }
  refuseTwins(path, parsed.data);
  return { path, written: written as Readonly<Record<string, unknown>>, file: parsed.data };
}

/** The reviewed file in the root of a project, with its text; undefined where there is none. */
export async function readReviewedText(directory: string): Promise<ReviewedText | undefined> {
  const path = join(directory, REVIEWED_FILE);
  try {
    return parseReviewedFile(path, await readFile(path, 'utf8'));
  } catch (error) {
    if (isAbsent(error)) return undefined;
    throw error;
  }
}

/**
 * The reviewed file in the root of a project; undefined where there is none.
 *
 * @throws GateFailure `reviewed-file` with path, place and the way out, where it cannot be understood.
 */
export async function readReviewedFile(directory: string): Promise<ReviewedFile | undefined> {
  return (await readReviewedText(directory))?.file;
}
