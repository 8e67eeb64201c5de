import { createTuneClients, type TuneClients } from '../../src/invoke/clients.ts';
import type { Clock } from '../../src/invoke/clock.ts';
import { type FakeAnswer, FakeFailure, json, toResponse, xml } from './fake-answer.ts';
import { type FakeAlias, type FakeConfiguration, FakeFunction } from './fake-function.ts';
import { type FakeEvent, type FakeInvocation, invocationAnswer, logOf } from './fake-invocation.ts';

interface Request {
  readonly method: string;
  readonly hostname: string;
  readonly path: string;
  readonly query?: Record<string, string>;
  readonly headers: Record<string, string>;
  readonly body?: string | Uint8Array;
}

/** One call that was made, as a test sees it. */
export interface FakeCall {
  readonly operation: string;
  readonly qualifier: string | undefined;
  readonly body: Record<string, unknown>;
}

interface Call extends FakeCall {
  readonly name: string;
  readonly last: string;
}

const textOf = (body: Request['body'] = '') =>
  typeof body === 'string' ? body : new TextDecoder().decode(body);

const bodyOf = (request: Request): Record<string, unknown> => {
  try {
    return JSON.parse(textOf(request.body)) as Record<string, unknown>;
  } catch {
    return {};
  }
};

const OPERATIONS: readonly (readonly [RegExp, string])[] = [
  [/^POST .*\/invocations$/, 'Invoke'],
  [/^POST .*\/functions$/, 'CreateFunction'],
  [/^GET .*\/functions\/?$/, 'ListFunctions'],
  [/^PUT .*\/configuration$/, 'UpdateFunctionConfiguration'],
  [/^GET .*\/configuration$/, 'GetFunctionConfiguration'],
  [/^POST .*\/versions$/, 'PublishVersion'],
  [/^GET .*\/versions$/, 'ListVersionsByFunction'],
  [/^POST .*\/aliases$/, 'CreateAlias'],
  [/^GET .*\/aliases\/[^/]+$/, 'GetAlias'],
  [/^PUT .*\/aliases\/[^/]+$/, 'UpdateAlias'],
  [/^DELETE .*\/aliases\/[^/]+$/, 'DeleteAlias'],
  [/^GET .*\/concurrency$/, 'GetFunctionConcurrency'],
  [/^GET .*\/provisioned-concurrency$/, 'GetProvisionedConcurrencyConfig'],
  [/^GET .*\/policy$/, 'GetPolicy'],
  [/^GET .*\/event-source-mappings\/?$/, 'ListEventSourceMappings'],
  [/^GET .*\/account-settings\/?$/, 'GetAccountSettings'],
  [/^GET .*\/functions\/[^/]+$/, 'GetFunction'],
  [/^DELETE .*\/functions\/[^/]+$/, 'DeleteFunction'],
];

const PAGE = 2;

/**
 * Lambda, CloudWatch Logs, STS and IAM in memory, below the SDK: it stands where the network would, so requests, errors,
 * pages and headers go through the SDK itself.
 */
export class FakeAws {
  readonly functions = new Map<string, FakeFunction>();
  /** In order, without those that only read what a test does not care about. */
  readonly calls: FakeCall[] = [];
  readonly clock: Clock;
  /** What functions do; 100 ms at 1,769 MB, and 200 ms of init, when absent. */
  behaviour: (event: FakeEvent) => FakeInvocation | FakeFailure = ({ isCold, memoryMb }) => ({
    durationMs: Math.max(50, (100 * 1769) / memoryMb),
    ...(isCold && { initMs: 200 }),
  });
  /** Looks at a call before it is made; what it throws is the answer. */
  before: (call: FakeCall, number: number) => void = () => {};
  /** What the account is given: 3,008 MB where it is new. */
  memoryQuotaMb = 10_240;
  eventSources: Record<string, unknown>[] = [];
  /** Of resources, by qualifier. */
  readonly policies = new Map<string, object>();
  /** `action` → what IAM's simulation says; undefined: it may not be asked. */
  simulation: ((action: string) => boolean) | undefined;
  callerArn = 'arn:aws:sts::123456789012:assumed-role/deployer/me';
  /** Reads of the logs that come before the log is there. */
  logDelay = 0;
  mostAtOnce = 0;
  invocations: FakeEvent[] = [];
  #inFlight = 0;
  #requests = 0;
  readonly #logs: string[] = [];

  constructor(clock: Clock) {
    this.clock = clock;
  }

  add(name: string, latest: Partial<FakeConfiguration> = {}): FakeFunction {
    const made = new FakeFunction({ ...latest, FunctionName: name });
    this.functions.set(name, made);
    return made;
  }

  clients(): TuneClients {
    const requestHandler = {
      handle: (request: Request, options?: { readonly abortSignal?: AbortSignal }) =>
        this.#handle(request, options?.abortSignal),
    };
    return createTuneClients({
      region: 'eu-north-1',
      credentials: { accessKeyId: 'fake', secretAccessKey: 'fake' },
      requestHandler: requestHandler as never,
      attempts: 1,
    });
  }

  /** Operations in their order; `UpdateFunctionConfiguration 512` and the like. */
  get story(): string[] {
    const told = [
      'UpdateFunctionConfiguration',
      'PublishVersion',
      'CreateAlias',
      'DeleteAlias',
      'DeleteFunction',
    ];
    return this.calls
      .filter(({ operation }) => told.includes(operation))
      .map(({ body, operation, qualifier }) =>
        [operation, body['MemorySize'] ?? qualifier].filter((word) => word !== undefined).join(' '),
      );
  }

  countOf(operation: string): number {
    return this.calls.filter((call) => call.operation === operation).length;
  }

  async #handle(request: Request, signal?: AbortSignal) {
    this.#requests += 1;
    const requestId = `request-${this.#requests}`;
    try {
      signal?.throwIfAborted();
      const call = this.#callOf(request);
      this.calls.push(call);
      this.before(call, this.calls.length - 1);
      signal?.throwIfAborted();
      const answer = await this.#answer(call, request, requestId, signal);
      return { response: toResponse(answer, requestId) };
    } catch (error) {
      if (error instanceof FakeFailure) return { response: toResponse(error.answer, requestId) };
      throw error;
    }
  }

  #callOf(request: Request): Call {
    const body = bodyOf(request);
    if (!request.hostname.startsWith('lambda.')) {
      const action = /Action=(\w+)/.exec(textOf(request.body))?.[1];
      const target = request.headers['x-amz-target']?.split('.')[1];
      return { operation: action ?? target ?? request.path, qualifier: undefined, body, name: '', last: '' };
    }
    const line = `${request.method} ${request.path}`;
    const operation = OPERATIONS.find(([pattern]) => pattern.test(line))?.[1];
    if (operation === undefined) throw new Error(`the fake does not know ${line}`);
    const parts = request.path.split('/').map(decodeURIComponent);
    const name = (parts[parts.indexOf('functions') + 1] ?? '').split(':').at(-1) ?? '';
    return { operation, qualifier: request.query?.['Qualifier'], body, name, last: parts.at(-1) ?? '' };
  }

  #find(name: string): FakeFunction {
    const found = this.functions.get(name);
    if (!found) throw new FakeFailure(404, 'ResourceNotFoundException', `Function not found: ${name}`);
    return found;
  }

  async #answer(call: Call, request: Request, requestId: string, signal?: AbortSignal): Promise<FakeAnswer> {
    switch (call.operation) {
      case 'Invoke':
        return this.#invoke(call, request, requestId, signal);
      case 'FilterLogEvents':
        return this.#filterLogs(call.body);
      case 'GetCallerIdentity':
        return xml('GetCallerIdentity', `<Account>123456789012</Account><Arn>${this.callerArn}</Arn>`);
      case 'SimulatePrincipalPolicy':
        return this.#simulate(new URLSearchParams(textOf(request.body)));
      default:
        return this.#manage(call, request);
    }
  }

  #manage(call: Call, request: Request): FakeAnswer {
    const { body, last, name, operation, qualifier } = call;
    switch (operation) {
      case 'GetFunctionConfiguration': {
        const one = this.#find(name);
        return json(200, one.show(one.find(qualifier)));
      }
      case 'GetFunction':
        return json(200, {
          Configuration: this.#find(name).find(qualifier),
          Code: { RepositoryType: 'S3', Location: 'https://packages.invalid/code.zip' },
        });
      case 'CreateFunction': {
        const {
          Code: _,
          Tags,
          ...settings
        } = body as unknown as FakeConfiguration & { Code: unknown; Tags: never };
        const made = this.add(settings.FunctionName, settings);
        made.tags = Tags;
        return json(201, made.latest);
      }
      case 'UpdateFunctionConfiguration': {
        const { RevisionId, ...change } = body as Partial<FakeConfiguration>;
        this.#requireGiven(change.MemorySize);
        return json(200, this.#find(name).update(change, RevisionId));
      }
      case 'PublishVersion':
        return json(201, this.#find(name).publish(body['Description'] as string | undefined));
      case 'DeleteFunction':
        if (qualifier === undefined) {
          this.#find(name);
          this.functions.delete(name);
        } else this.#find(name).deleteVersion(qualifier);
        return { status: 204 };
      case 'CreateAlias':
        return json(201, this.#find(name).createAlias(body as unknown as FakeAlias));
      case 'GetAlias':
        return json(200, this.#find(name).findAlias(last));
      case 'UpdateAlias':
        return json(200, Object.assign(this.#find(name).findAlias(last), body));
      case 'DeleteAlias':
        this.#find(name).aliases.delete(last);
        return { status: 204 };
      case 'ListVersionsByFunction': {
        const one = this.#find(name);
        return json(200, this.#page('Versions', [one.latest, ...one.versions.values()], request));
      }
      case 'ListFunctions':
        return json(
          200,
          this.#page(
            'Functions',
            [...this.functions.values()].map(({ latest }) => latest),
            request,
          ),
        );
      case 'GetFunctionConcurrency':
        return json(200, {});
      case 'GetProvisionedConcurrencyConfig':
        throw new FakeFailure(
          404,
          'ProvisionedConcurrencyConfigNotFoundException',
          'No Provisioned Concurrency',
        );
      case 'GetPolicy': {
        const policy = this.policies.get(qualifier ?? '$LATEST');
        if (!policy) throw new FakeFailure(404, 'ResourceNotFoundException', 'No policy is associated');
        return json(200, { Policy: JSON.stringify(policy) });
      }
      case 'ListEventSourceMappings':
        return json(200, { EventSourceMappings: this.eventSources });
      case 'GetAccountSettings':
        return json(200, { AccountLimit: { UnreservedConcurrentExecutions: 900 } });
      default:
        throw new Error(`the fake has no ${operation}`);
    }
  }

  #requireGiven(memoryMb = 0): void {
    if (memoryMb <= this.memoryQuotaMb) return;
    const message = `'MemorySize' value failed to satisfy constraint: Member must have value less than or equal to ${this.memoryQuotaMb}`;
    throw new FakeFailure(400, 'ValidationException', message);
  }

  #page(key: string, all: readonly unknown[], request: Request) {
    const start = Number(request.query?.['Marker'] ?? 0);
    const end = start + PAGE;
    return { [key]: all.slice(start, end), ...(end < all.length && { NextMarker: String(end) }) };
  }

  async #invoke(call: Call, request: Request, requestId: string, signal?: AbortSignal): Promise<FakeAnswer> {
    const one = this.#find(call.name);
    const { Environment, MemorySize, Version } = one.find(call.qualifier);
    if (request.headers['x-amz-invocation-type'] === 'DryRun') return { status: 204 };
    const event: FakeEvent = {
      functionName: call.name,
      version: Version,
      memoryMb: MemorySize,
      engine: Environment.Variables['ENGINE'],
      payload: textOf(request.body),
      isCold: one.begins(Version),
      number: this.invocations.length,
    };
    this.invocations.push(event);
    const invocation = this.behaviour(event);
    if (invocation instanceof FakeFailure) {
      if (!event.isCold) one.frees(Version);
      throw invocation;
    }
    this.#inFlight += 1;
    this.mostAtOnce = Math.max(this.mostAtOnce, this.#inFlight);
    try {
      await this.clock.sleep(invocation.durationMs + (invocation.initMs ?? 0), signal);
    } finally {
      this.#inFlight -= 1;
    }
    one.frees(Version);
    const log = logOf(event, requestId, invocation);
    this.#logs.push(invocation.logs?.(log) ?? log);
    return invocationAnswer(event, invocation, log);
  }

  #filterLogs(body: Record<string, unknown>): FakeAnswer {
    if (this.logDelay > 0) {
      this.logDelay -= 1;
      return json(200, { events: [] });
    }
    const wanted = String(body['filterPattern'] ?? '').replaceAll('"', '');
    const lines = this.#logs.flatMap((log) => log.split('\n')).filter((line) => line.includes(wanted));
    const start = Number(body['nextToken'] ?? 0);
    const end = start + PAGE;
    const events = lines.slice(start, end).map((message) => ({ message: `${message}\n` }));
    return json(200, { events, ...(end < lines.length && { nextToken: String(end) }) });
  }

  #simulate(form: URLSearchParams): FakeAnswer {
    const { simulation } = this;
    if (!simulation) throw new FakeFailure(403, 'AccessDenied', 'not allowed to simulate');
    const members = [...form]
      .filter(([key]) => key.startsWith('ActionNames.member.'))
      .map(([, action]) => {
        const decision = simulation(action) ? 'allowed' : 'implicitDeny';
        return `<member><EvalActionName>${action}</EvalActionName><EvalDecision>${decision}</EvalDecision></member>`;
      });
    return xml('SimulatePrincipalPolicy', `<EvaluationResults>${members.join('')}</EvaluationResults>`);
  }
}
