import { z } from 'zod';
import { invalid, type LambdaError } from './lambda-error.ts';

const RUNTIME = /^(nodejs\d+\.x|provided(\.al2|\.al2023)?)$/;
const ROLE = /^arn:aws[a-z-]*:iam::\d{12}:role\/?[a-zA-Z_0-9+=,.@\-_/]+$/;
const DEAD_LETTER_TARGET = /^arn:aws[a-z-]*:sqs:/;
const MOST_VARIABLE_BYTES = 4096;
const RESERVED_VARIABLES = new Set([
  '_HANDLER',
  '_X_AMZN_TRACE_ID',
  'AWS_REGION',
  'AWS_DEFAULT_REGION',
  'AWS_EXECUTION_ENV',
  'AWS_LAMBDA_FUNCTION_NAME',
  'AWS_LAMBDA_FUNCTION_MEMORY_SIZE',
  'AWS_LAMBDA_FUNCTION_VERSION',
  'AWS_LAMBDA_INITIALIZATION_TYPE',
  'AWS_LAMBDA_LOG_GROUP_NAME',
  'AWS_LAMBDA_LOG_STREAM_NAME',
  'AWS_ACCESS_KEY',
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'AWS_LAMBDA_RUNTIME_API',
  'LAMBDA_TASK_ROOT',
  'LAMBDA_RUNTIME_DIR',
]);

/** What a version of a function is configured with, its code apart. */
export interface FunctionSettings {
  readonly runtime: string;
  readonly handler: string;
  readonly role: string;
  readonly description: string;
  readonly memoryMb: number;
  readonly timeoutSeconds: number;
  readonly ephemeralStorageMb: number;
  readonly architecture: 'x86_64' | 'arm64';
  readonly variables: Readonly<Record<string, string>>;
  readonly logFormat: 'Text' | 'JSON';
  readonly logGroup: string;
  readonly logLevels: { readonly application?: string | undefined; readonly system?: string | undefined };
  readonly deadLetterArn: string;
  readonly tracingMode: 'PassThrough' | 'Active';
}

const wholeNumber = (least: number, most: number) => z.number().int().min(least).max(most);
/** A field that may be there only as long as it asks for nothing. */
export const nothing = (what: string) =>
  z
    .unknown()
    .refine((value) => isEmpty(value), { message: `${what} are not there locally; leave the field out` })
    .optional();

const isEmpty = (value: unknown): boolean => {
  if (value === undefined || value === null || value === '') return true;
  if (typeof value !== 'object') return false;
  return Object.values(value).every((one) => isEmpty(one));
};

const architectureSchema = z.array(z.enum(['x86_64', 'arm64'])).length(1);

const fields = {
  Runtime: z
    .string()
    .refine((runtime) => RUNTIME.test(runtime), {
      message:
        'the local Lambda runs nodejs*.x (with the Node of this process), provided, provided.al2 and provided.al2023',
    })
    .optional(),
  Handler: z.string().min(1).max(128).optional(),
  Role: z.string().regex(ROLE).optional(),
  Description: z.string().max(256).optional(),
  MemorySize: wholeNumber(128, 10_240).optional(),
  Timeout: wholeNumber(1, 900).optional(),
  EphemeralStorage: z.object({ Size: wholeNumber(512, 10_240) }).optional(),
  Environment: z.object({ Variables: z.record(z.string(), z.string()).optional() }).optional(),
  LoggingConfig: z
    .object({
      LogFormat: z.enum(['Text', 'JSON']).optional(),
      LogGroup: z.string().min(1).max(512).optional(),
      ApplicationLogLevel: z.enum(['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR', 'FATAL']).optional(),
      SystemLogLevel: z.enum(['DEBUG', 'INFO', 'WARN']).optional(),
    })
    .optional(),
  DeadLetterConfig: z
    .object({ TargetArn: z.union([z.literal(''), z.string().regex(DEAD_LETTER_TARGET)]).optional() })
    .optional(),
  TracingConfig: z.object({ Mode: z.enum(['PassThrough', 'Active']).optional() }).optional(),
  SnapStart: z.object({ ApplyOn: z.literal('None') }).optional(),
  Layers: nothing('layers'),
  VpcConfig: nothing('VPCs'),
  FileSystemConfigs: nothing('file systems'),
  ImageConfig: nothing('container images'),
  KMSKeyArn: nothing('keys'),
  CodeSigningConfigArn: nothing('signatures of code'),
  CapacityProviderConfig: nothing('capacity providers'),
  DurableConfig: nothing('durable executions'),
  TenancyConfig: nothing('tenants'),
};

const updateSchema = z.object(fields);
const createSchema = z.object({
  ...fields,
  Runtime: fields.Runtime.unwrap(),
  Handler: fields.Handler.unwrap(),
  Role: fields.Role.unwrap(),
  PackageType: z.literal('Zip').optional(),
  Architectures: architectureSchema.optional(),
});

type Update = z.infer<typeof updateSchema>;

/** Reads a part of a request. @throws InvalidParameterValueException with every problem. */
export function parsed<Schema extends z.ZodType>(schema: Schema, body: unknown): z.infer<Schema> {
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  throw problemsOf(result.error, body);
}

function problemsOf(error: z.ZodError, body: unknown): LambdaError {
  const problems = error.issues.map(({ path, message }) => {
    const [field = '', ...rest] = path.map(String);
    const name =
      field === '' ? 'request' : field.charAt(0).toLowerCase() + [field.slice(1), ...rest].join('.');
    const value = path.reduce<unknown>(
      (inner, key) => (inner as Record<PropertyKey, unknown> | undefined)?.[key],
      body,
    );
    return `Value '${typeof value === 'object' ? JSON.stringify(value) : value}' at '${name}' failed to satisfy constraint: ${message}`;
  });
  const errors = problems.length === 1 ? 'error' : 'errors';
  return invalid(`${problems.length} validation ${errors} detected: ${problems.join('; ')}`);
}

function requireAllowed(variables: Readonly<Record<string, string>>): void {
  const reserved = Object.keys(variables).filter((name) => RESERVED_VARIABLES.has(name));
  if (reserved.length > 0) {
    throw invalid(
      `Lambda was unable to configure your environment variables because the environment variables you have provided contains reserved keys that are currently not supported for modification. Reserved keys used in this request: ${reserved.join(', ')}`,
    );
  }
  if (Buffer.byteLength(JSON.stringify(variables)) > MOST_VARIABLE_BYTES) {
    throw invalid(
      `Lambda was unable to configure your environment variables because the environment variables you have provided exceeded the 4KB limit.`,
    );
  }
}

function merge(before: FunctionSettings, update: Update): FunctionSettings {
  const { LoggingConfig: logging } = update;
  const variables =
    update.Environment === undefined ? before.variables : (update.Environment.Variables ?? {});
  requireAllowed(variables);
  return {
    runtime: update.Runtime ?? before.runtime,
    handler: update.Handler ?? before.handler,
    role: update.Role ?? before.role,
    description: update.Description ?? before.description,
    memoryMb: update.MemorySize ?? before.memoryMb,
    timeoutSeconds: update.Timeout ?? before.timeoutSeconds,
    ephemeralStorageMb: update.EphemeralStorage?.Size ?? before.ephemeralStorageMb,
    architecture: before.architecture,
    variables,
    logFormat: logging?.LogFormat ?? before.logFormat,
    logGroup: logging?.LogGroup ?? before.logGroup,
    logLevels: logging
      ? { application: logging.ApplicationLogLevel, system: logging.SystemLogLevel }
      : before.logLevels,
    deadLetterArn: update.DeadLetterConfig?.TargetArn ?? before.deadLetterArn,
    tracingMode: update.TracingConfig?.Mode ?? before.tracingMode,
  };
}

/** What CreateFunction asks for, with Lambda's defaults. @throws InvalidParameterValueException */
export function createSettings(name: string, body: unknown): FunctionSettings {
  const request = parsed(createSchema, body);
  const defaults: FunctionSettings = {
    runtime: request.Runtime,
    handler: request.Handler,
    role: request.Role,
    description: '',
    memoryMb: 128,
    timeoutSeconds: 3,
    ephemeralStorageMb: 512,
    architecture: request.Architectures?.[0] ?? 'x86_64',
    variables: {},
    logFormat: 'Text',
    logGroup: `/aws/lambda/${name}`,
    logLevels: {},
    deadLetterArn: '',
    tracingMode: 'PassThrough',
  };
  return merge(defaults, request);
}

/** What UpdateFunctionConfiguration makes of them: fields that are absent stay. @throws InvalidParameterValueException */
export const updateSettings = (before: FunctionSettings, body: unknown): FunctionSettings =>
  merge(before, parsed(updateSchema, body));

/** The architecture that UpdateFunctionCode may change. @throws InvalidParameterValueException */
export function withArchitecture(before: FunctionSettings, architectures: unknown): FunctionSettings {
  if (architectures === undefined) return before;
  const [architecture] = parsed(z.object({ Architectures: architectureSchema }), {
    Architectures: architectures,
  }).Architectures;
  return { ...before, architecture: architecture! };
}
