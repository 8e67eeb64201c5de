import {
  type FunctionConfiguration,
  GetAccountSettingsCommand,
  GetFunctionConcurrencyCommand,
  GetFunctionConfigurationCommand,
  GetProvisionedConcurrencyConfigCommand,
} from '@aws-sdk/client-lambda';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { TuneError } from '../plan/tune-error.ts';
import type { TuneClients } from './clients.ts';
import { functionAbsent } from './function-absent.ts';
import { type EventSource, listMappings, listPushers } from './list-event-sources.ts';
import { type FunctionTarget, parseTarget } from './parse-target.ts';
import { explain, isAbsent, isDenied, wordsOf } from './service-error.ts';

/** What is known of a function before anything is done to it. */
export interface FunctionFacts {
  readonly name: string;
  /** Without a qualifier. */
  readonly arn: string;
  /** As it was asked for; null: `$LATEST`. */
  readonly qualifier: string | null;
  /** What the qualifier stands for: `$LATEST` or a number. */
  readonly version: string;
  readonly region: string;
  /** Null where nobody would say. */
  readonly account: string | null;
  readonly memoryMb: number;
  readonly timeoutSeconds: number;
  /** Null for container images. */
  readonly runtime: string | null;
  /** ARN of what it runs as. */
  readonly role: string | null;
  readonly architecture: 'x86_64' | 'arm64';
  readonly codeSha256: string | null;
  /** Of `$LATEST`, on which sizes are set. */
  readonly latestCodeSha256: string | null;
  readonly codeBytes: number;
  readonly ephemeralStorageMb: number;
  readonly snapStart: boolean;
  readonly isInVpc: boolean;
  readonly logGroup: string;
  /** False where its system log level keeps the platform from writing REPORT. */
  readonly reports: boolean;
  /** Its environment says `PARQUETRY_FUNCTION`. */
  readonly isOurs: boolean;
  /** `ENGINE` of ours; null where it is not set. */
  readonly engine: string | null;
  readonly concurrency: {
    readonly reserved: number | null;
    /** Of the qualifier. */
    readonly provisioned: number | null;
    /** Left in the account for all functions without a reservation. */
    readonly unreserved: number | null;
  };
  readonly eventSources: readonly EventSource[];
  /** What could not be read, and why. */
  readonly unknown: readonly string[];
}

const OURS = new Set(['convert', 'bench']);

/** The engine that `$LATEST` or a version of ours runs with. */
export const engineOf = (configuration: FunctionConfiguration): string | null =>
  configuration.Environment?.Variables?.['ENGINE'] ?? null;

async function readConfiguration(
  clients: TuneClients,
  { name, qualifier }: FunctionTarget,
  signal?: AbortSignal,
): Promise<FunctionConfiguration> {
  const what = `reading the configuration of ${name}${qualifier === null ? '' : `:${qualifier}`}`;
  try {
    return await clients.lambda.send(
      new GetFunctionConfigurationCommand({
        FunctionName: name,
        ...(qualifier !== null && { Qualifier: qualifier }),
      }),
      { ...(signal && { abortSignal: signal }) },
    );
  } catch (error) {
    if (!isAbsent(error)) throw explain(error, what, signal);
    throw await functionAbsent(clients.lambda, { name, qualifier }, error);
  }
}

/** Reads what a tune can do without: what is not allowed is noted, what is not there is null. */
class OptionalReads {
  readonly unknown: string[] = [];
  readonly #signal: AbortSignal | undefined;

  constructor(signal: AbortSignal | undefined) {
    this.#signal = signal;
  }

  async read<T>(what: string, call: () => Promise<T>): Promise<T | null> {
    try {
      return await call();
    } catch (error) {
      if (this.#signal?.aborted) throw this.#signal.reason;
      if (isAbsent(error)) return null;
      this.unknown.push(isDenied(error) ? `${what}: not allowed` : `${what}: ${wordsOf(error)}`);
      return null;
    }
  }
}

async function readSurroundings(
  clients: TuneClients,
  { name, qualifier }: FunctionTarget,
  signal?: AbortSignal,
) {
  const options = { ...(signal && { abortSignal: signal }) };
  const reads = new OptionalReads(signal);
  const { lambda, sts } = clients;
  const identity = await reads.read('account', () => sts.send(new GetCallerIdentityCommand({}), options));
  const reserved = await reads.read('reserved concurrency', () =>
    lambda.send(new GetFunctionConcurrencyCommand({ FunctionName: name }), options),
  );
  const provisioned =
    qualifier === null
      ? null
      : await reads.read('provisioned concurrency', () =>
          lambda.send(
            new GetProvisionedConcurrencyConfigCommand({ FunctionName: name, Qualifier: qualifier }),
            options,
          ),
        );
  const settings = await reads.read('concurrency of the account', () =>
    lambda.send(new GetAccountSettingsCommand({}), options),
  );
  const mappings = await reads.read('event sources', () => listMappings(clients, name, options));
  const targets = [{ name, qualifier: null }, ...(qualifier === null ? [] : [{ name, qualifier }])];
  const pushers = await Promise.all(
    targets.map((one) => reads.read('who may invoke it', () => listPushers(clients, one, options))),
  );
  return {
    account: identity?.Account ?? null,
    concurrency: {
      reserved: reserved?.ReservedConcurrentExecutions ?? null,
      provisioned: provisioned?.RequestedProvisionedConcurrentExecutions ?? null,
      unreserved: settings?.AccountLimit?.UnreservedConcurrentExecutions ?? null,
    },
    eventSources: [mappings, ...pushers].flatMap((sources) => sources ?? []),
    unknown: reads.unknown,
  };
}

/** `platform.report` is of level INFO. Source: AWS Lambda Developer Guide, "System logs level event mapping". */
const reportsOf = ({ LoggingConfig }: FunctionConfiguration) =>
  LoggingConfig?.LogFormat !== 'JSON' || LoggingConfig.SystemLogLevel !== 'WARN';

const withoutQualifier = (arn: string) => arn.split(':').slice(0, 7).join(':');

function factsOf(configuration: FunctionConfiguration) {
  const { FunctionArn, FunctionName: name, MemorySize, Timeout } = configuration;
  if (!FunctionArn || !name || !MemorySize || !Timeout) {
    throw new TuneError('failed', 'Lambda described a function without its name, ARN, memory or time-out');
  }
  const variables = configuration.Environment?.Variables ?? {};
  return {
    name,
    arn: withoutQualifier(FunctionArn),
    version: configuration.Version ?? '$LATEST',
    memoryMb: MemorySize,
    timeoutSeconds: Timeout,
    runtime: configuration.Runtime ?? null,
    role: configuration.Role ?? null,
    architecture: configuration.Architectures?.[0] === 'arm64' ? ('arm64' as const) : ('x86_64' as const),
    codeSha256: configuration.CodeSha256 ?? null,
    codeBytes: configuration.CodeSize ?? 0,
    ephemeralStorageMb: configuration.EphemeralStorage?.Size ?? 512,
    snapStart: configuration.SnapStart?.ApplyOn === 'PublishedVersions',
    isInVpc: (configuration.VpcConfig?.SubnetIds?.length ?? 0) > 0,
    reports: reportsOf(configuration),
    logGroup: configuration.LoggingConfig?.LogGroup ?? `/aws/lambda/${name}`,
    isOurs: OURS.has(variables['PARQUETRY_FUNCTION'] ?? ''),
    engine: variables['ENGINE'] ?? null,
  };
}

/**
 * Reads a function, what invokes it and how many of it may run. Changes nothing.
 *
 * @throws TuneError `refused` where there is no such function; what only informs and may not be read is in `unknown`.
 */
export async function describeFunction(
  clients: TuneClients,
  nameOrArn: string,
  signal?: AbortSignal,
): Promise<FunctionFacts> {
  const target = parseTarget(nameOrArn);
  const configuration = await readConfiguration(clients, target, signal);
  const latest =
    target.qualifier === null
      ? configuration
      : await readConfiguration(clients, { ...target, qualifier: null }, signal);
  return {
    ...factsOf(configuration),
    qualifier: target.qualifier,
    latestCodeSha256: latest.CodeSha256 ?? null,
    region: await clients.lambda.config.region(),
    ...(await readSurroundings(clients, target, signal)),
  };
}
