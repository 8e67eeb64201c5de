import { conversionPlan } from '@parquetry/core';
import { z } from 'zod';
import { compressions } from './settings/variables.ts';

const s3Url = z.string().regex(/^s3:\/\/[^/]+/, 'it must be s3://bucket/…');
const s3Object = z.string().regex(/^s3:\/\/[^/]+\/.*[^/]$/s, 'it must be s3://bucket/key');

const convertObject = z.strictObject({
  action: z.literal('convert'),
  source: s3Object,
  /** Below it the output has the name of the source. */
  output: s3Url.optional(),
  formats: z
    .array(z.enum(['parquet', 'avro']))
    .min(1)
    .optional(),
  compression: z.enum(compressions).optional(),
});
export type ConvertObject = z.infer<typeof convertObject>;

const convertPlan = z.strictObject({ action: z.literal('convert'), plan: conversionPlan });

const healthCheck = z.strictObject({ action: z.literal('health_check') });

const processDlq = z.strictObject({
  action: z.literal('process_dlq'),
  max_records: z.number().int().positive().max(1_000).default(10),
});

/** What a direct invocation asks for. */
export type Action =
  | { readonly kind: 'convert-object'; readonly wanted: ConvertObject }
  | { readonly kind: 'convert-plan'; readonly plan: z.infer<typeof conversionPlan> }
  | { readonly kind: 'health-check' }
  | { readonly kind: 'process-dlq'; readonly mostRecords: number };

const FORMS = [
  'a notification of S3, as it is or from EventBridge, SNS or SQS',
  'a list of objects',
  '{"action": "convert", "source": "s3://bucket/key", "output"?: "s3://bucket/prefix/", "formats"?: ["parquet", "avro"], "compression"?: "snappy"}',
  '{"action": "convert", "plan": {…}}',
  '{"action": "health_check"}',
  '{"action": "process_dlq", "max_records"?: 10}',
].join('; ');

/** An invocation that is none of the function's forms; the message names them. */
export class FormError extends Error {
  constructor(problem: string, options: { cause?: unknown } = {}) {
    super(`${problem}. The function takes ${FORMS}`, options);
    this.name = 'FormError';
  }
}

const hasAction = (event: unknown): event is { readonly action: unknown } =>
  typeof event === 'object' && event !== null && 'action' in event;

function parse<T>(schema: z.ZodType<T>, event: object): T {
  const parsed = schema.safeParse(event);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) =>
    path.length > 0 ? `${path.join('.')}: ${message}` : message,
  );
  throw new FormError(`this invocation is not as it must be: ${problems.join('; ')}`);
}

/**
 * What a direct invocation asks for; undefined: it is none, but an event.
 *
 * @throws FormError when it has an action that is unknown, or lacks what the action needs.
 */
export function readAction(event: unknown): Action | undefined {
  if (!hasAction(event)) return undefined;
  switch (event.action) {
    case 'convert':
      return 'plan' in event
        ? { kind: 'convert-plan', plan: parse(convertPlan, event).plan }
        : { kind: 'convert-object', wanted: parse(convertObject, event) };
    case 'health_check':
      parse(healthCheck, event);
      return { kind: 'health-check' };
    case 'process_dlq':
      return { kind: 'process-dlq', mostRecords: parse(processDlq, event).max_records };
    default:
      throw new FormError(`there is no action ${JSON.stringify(event.action)}`);
  }
}
