import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { functionArn } from './function-name.ts';
import { nothing, parsed } from './function-settings.ts';
import type { Functions } from './functions.ts';
import { invalid, LambdaError, notFound } from './lambda-error.ts';
import { type PollerParts, SqsPoller, type SqsSource } from './sqs-poller.ts';
import { sleepUnless, wallMs } from './wall-clock.ts';

const QUEUE_ARN = /^arn:aws[a-z-]*:sqs:[a-z0-9-]+:\d{12}:[A-Za-z0-9_-]+(\.fifo)?$/;
const DEFAULT_BATCH = 10;
const MOST_WITHOUT_WINDOW = 10;
/** Batches at once when nothing is said: Lambda's SQS pollers begin with about as many. */
const DEFAULT_CONCURRENCY = 5;

const fields = {
  Enabled: z.boolean().optional(),
  BatchSize: z.number().int().min(1).max(10_000).optional(),
  MaximumBatchingWindowInSeconds: z.number().int().min(0).max(300).optional(),
  FunctionResponseTypes: z.array(z.literal('ReportBatchItemFailures')).max(1).optional(),
  ScalingConfig: z.object({ MaximumConcurrency: z.number().int().min(2).max(1000).optional() }).optional(),
  FilterCriteria: nothing('filters'),
  KMSKeyArn: nothing('keys'),
  ProvisionedPollerConfig: nothing('provisioned pollers'),
};
const updateSchema = z.object({ ...fields, FunctionName: z.string().optional() });
const createSchema = z.object({
  ...fields,
  FunctionName: z.string(),
  EventSourceArn: z
    .string()
    .regex(QUEUE_ARN, 'the ARN of an SQS queue is wanted: there is no other source locally'),
});

type State = 'Creating' | 'Enabling' | 'Enabled' | 'Disabling' | 'Disabled' | 'Updating' | 'Deleting';

interface Mapping {
  readonly id: string;
  source: SqsSource;
  state: State;
  isEnabled: boolean;
  lastModifiedMs: number;
  poller: SqsPoller | undefined;
}

function mergeSource(before: SqsSource, update: z.infer<typeof updateSchema>): SqsSource {
  const { FunctionResponseTypes: types } = update;
  const source = {
    ...before,
    batchSize: update.BatchSize ?? before.batchSize,
    batchingWindowSeconds: update.MaximumBatchingWindowInSeconds ?? before.batchingWindowSeconds,
    reportsItemFailures: types === undefined ? before.reportsItemFailures : types.length > 0,
    mostConcurrency: update.ScalingConfig
      ? (update.ScalingConfig.MaximumConcurrency ?? DEFAULT_CONCURRENCY)
      : before.mostConcurrency,
  };
  if (source.batchSize > MOST_WITHOUT_WINDOW && source.batchingWindowSeconds === 0) {
    throw invalid(
      'Maximum batch window in seconds must be greater than 0 if maximum batch size is greater than 10',
    );
  }
  return source;
}

export interface MappingParts extends PollerParts {
  readonly functions: Functions;
  readonly updateMs: number;
}

/** What brings events from queues to functions, and the states it goes through. */
export class EventSourceMappings {
  readonly #parts: MappingParts;
  readonly #mappings = new Map<string, Mapping>();

  constructor(parts: MappingParts) {
    this.#parts = parts;
  }

  /** @throws InvalidParameterValueException, ResourceConflictException, ResourceNotFoundException */
  async create(body: unknown): Promise<object> {
    const request = parsed(createSchema, body);
    const arn = this.#functionArn(request.FunctionName);
    for (const { id, source } of this.#mappings.values()) {
      if (source.queueArn !== request.EventSourceArn || source.functionArn !== arn) continue;
      throw new LambdaError(
        'ResourceConflictException',
        `An event source mapping with SQS arn ("${source.queueArn}") and function ("${arn}") already exists. Please update or delete the existing mapping with UUID ${id}`,
      );
    }
    const source = mergeSource(
      {
        queueArn: request.EventSourceArn,
        functionArn: arn,
        batchSize: DEFAULT_BATCH,
        batchingWindowSeconds: 0,
        reportsItemFailures: false,
        mostConcurrency: DEFAULT_CONCURRENCY,
      },
      request,
    );
    await this.#parts.queues.urlOf(source.queueArn);
    const mapping: Mapping = {
      id: randomUUID(),
      source,
      state: 'Creating',
      isEnabled: request.Enabled ?? true,
      lastModifiedMs: wallMs(this.#parts.clock),
      poller: undefined,
    };
    this.#mappings.set(mapping.id, mapping);
    void this.#settle(mapping);
    return describeMapping(mapping);
  }

  /** @throws ResourceNotFoundException */
  get(id: string): object {
    return describeMapping(this.#require(id));
  }

  list(functionName: string | undefined, queueArn: string | undefined): readonly object[] {
    const arn = functionName === undefined ? undefined : this.#functionArn(functionName);
    return [...this.#mappings.values()]
      .filter(({ source }) => arn === undefined || source.functionArn === arn)
      .filter(({ source }) => queueArn === undefined || source.queueArn === queueArn)
      .map(describeMapping);
  }

  /** @throws ResourceInUseException while it changes */
  update(id: string, body: unknown): object {
    const mapping = this.#requireSettled(id);
    const update = parsed(updateSchema, body);
    const source = mergeSource(mapping.source, update);
    const isEnabled = update.Enabled ?? mapping.isEnabled;
    mapping.source =
      update.FunctionName === undefined
        ? source
        : { ...source, functionArn: this.#functionArn(update.FunctionName) };
    if (isEnabled === mapping.isEnabled) mapping.state = 'Updating';
    else mapping.state = isEnabled ? 'Enabling' : 'Disabling';
    mapping.isEnabled = isEnabled;
    mapping.lastModifiedMs = wallMs(this.#parts.clock);
    void this.#settle(mapping);
    return describeMapping(mapping);
  }

  /** @throws ResourceInUseException while it changes */
  delete(id: string): object {
    const mapping = this.#requireSettled(id);
    mapping.state = 'Deleting';
    void this.#stop(mapping).then(() => this.#mappings.delete(id));
    return describeMapping(mapping);
  }

  #functionArn(name: string): string {
    const { found, qualifier } = this.#parts.functions.find(name);
    found.resolve(qualifier);
    return functionArn(found.name, qualifier);
  }

  #require(id: string): Mapping {
    const mapping = this.#mappings.get(id);
    if (mapping === undefined) throw notFound('The resource you requested does not exist.');
    return mapping;
  }

  #requireSettled(id: string): Mapping {
    const mapping = this.#require(id);
    if (mapping.state === 'Enabled' || mapping.state === 'Disabled') return mapping;
    throw new LambdaError(
      'ResourceInUseException',
      `Cannot update the event source mapping because it is in use: its state is ${mapping.state}`,
    );
  }

  async #stop(mapping: Mapping): Promise<void> {
    const { poller } = mapping;
    mapping.poller = undefined;
    await poller?.stop();
  }

  async #settle(mapping: Mapping): Promise<void> {
    const { clock, signal, updateMs, queues } = this.#parts;
    await this.#stop(mapping);
    if (!(await sleepUnless(clock, updateMs, signal))) return;
    if (mapping.isEnabled) {
      const url = await queues.urlOf(mapping.source.queueArn).catch(() => undefined);
      // The queue went meanwhile.
      mapping.isEnabled = url !== undefined;
      if (url !== undefined) {
        mapping.poller = new SqsPoller(mapping.source, this.#parts);
        mapping.poller.start(url);
      }
    }
    mapping.state = mapping.isEnabled ? 'Enabled' : 'Disabled';
  }
}

function describeMapping({ id, source, state, lastModifiedMs }: Mapping): object {
  return {
    UUID: id,
    EventSourceMappingArn: functionArn('').replace(/function:$/, `event-source-mapping:${id}`),
    EventSourceArn: source.queueArn,
    FunctionArn: source.functionArn,
    BatchSize: source.batchSize,
    MaximumBatchingWindowInSeconds: source.batchingWindowSeconds,
    FunctionResponseTypes: source.reportsItemFailures ? ['ReportBatchItemFailures'] : [],
    ...(source.mostConcurrency !== DEFAULT_CONCURRENCY && {
      ScalingConfig: { MaximumConcurrency: source.mostConcurrency },
    }),
    State: state,
    StateTransitionReason: 'USER_INITIATED',
    LastModified: lastModifiedMs / 1000,
  };
}
