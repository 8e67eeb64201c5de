import type { z } from 'zod';
import { EventError } from './event-error.ts';

/** @throws EventError that names the part that is wrong. */
export function checkShape<T>(what: string, schema: z.ZodType<T>, found: unknown): T {
  const parsed = schema.safeParse(found);
  if (parsed.success) return parsed.data;
  const { path, message } = parsed.error.issues[0]!;
  throw new EventError(`${what}: ${path.length > 0 ? `${path.join('.')}: ` : ''}${message}`);
}
