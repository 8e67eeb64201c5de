import { mkdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type FastifyInstance, fastify } from 'fastify';
import { type Clock, systemClock } from '../../network/clock.ts';
import { listen } from '../../process/listen.ts';
import { HOST } from '../../server/address.ts';
import type { EnvironmentHost } from '../environment/environment.ts';
import { ownName } from '../environment/owner.ts';
import { aliasRoutes } from './alias-routes.ts';
import { AsyncInvocations } from './async-invocations.ts';
import { asyncRoutes } from './async-routes.ts';
import { CodeStore } from './code-store.ts';
import { ConcurrencyGate } from './concurrency-gate.ts';
import { concurrencyRoutes } from './concurrency-routes.ts';
import { EnvironmentPools } from './environment-pool.ts';
import { EventSourceMappings } from './event-source-mapping.ts';
import { functionRoutes } from './function-routes.ts';
import type { FunctionVersion } from './function-version.ts';
import { Functions } from './functions.ts';
import { invokeRoutes } from './invoke-route.ts';
import { Invoker } from './invoker.ts';
import { LogStore } from './log-store.ts';
import { mappingRoutes } from './mapping-routes.ts';
import { MetricStore } from './metric-store.ts';
import { policyRoutes, tagRoutes } from './policy-routes.ts';
import { ProvisionedConcurrency } from './provisioned-concurrency.ts';
import { noQueues, sqsQueues } from './queues.ts';
import { readObjectFrom } from './read-object.ts';
import { serveRoutes } from './route.ts';
import type { ServiceParts } from './service-parts.ts';
import { siblingRoutes } from './sibling-routes.ts';
import { updateRoutes } from './update-routes.ts';
import { versionRoutes } from './version-routes.ts';
import { sleepUnless } from './wall-clock.ts';

const MOST_REQUEST_BYTES = 100_000_000;
const LONGEST_PARAMETER = 1024;
const MEBIBYTE = 1_048_576;

export interface FunctionServiceOptions {
  readonly host: EnvironmentHost;
  /** 0 takes a free one. */
  readonly port?: number;
  /** Given to every function besides its own variables. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Undefined: as `environment` has it. */
  readonly sqsEndpoint?: string | undefined;
  /** Undefined: as `environment` has it. */
  readonly s3Endpoint?: string | undefined;
  readonly idleExpiryMs?: number;
  readonly accountConcurrency?: number;
  /** How long a new function is Pending, and an update InProgress. */
  readonly updateMs?: number;
  readonly mostLogBytes?: number;
  readonly clock?: Clock;
  /** In [0, 1): which version an alias with a route leads to. */
  readonly chance?: () => number;
}

const DEFAULTS = {
  port: 0,
  environment: {},
  idleExpiryMs: 600_000,
  accountConcurrency: 1000,
  updateMs: 50,
  mostLogBytes: 64 * MEBIBYTE,
  mostMetricSamples: 100_000,
  clock: systemClock,
  chance: Math.random,
};

export interface FunctionService extends AsyncDisposable {
  readonly port: number;
  readonly parts: ServiceParts;
}

function buildApp(parts: ServiceParts): FastifyInstance {
  const app = fastify({
    bodyLimit: MOST_REQUEST_BYTES,
    forceCloseConnections: true,
    routerOptions: { maxParamLength: LONGEST_PARAMETER },
  });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  serveRoutes(app, [
    ...functionRoutes(parts),
    ...updateRoutes(parts),
    ...versionRoutes(parts),
    ...aliasRoutes(parts),
    ...concurrencyRoutes(parts),
    ...mappingRoutes(parts),
    ...policyRoutes(parts),
    ...tagRoutes(parts),
    ...asyncRoutes(parts),
    ...invokeRoutes(parts),
    ...siblingRoutes(parts),
  ]);
  return app;
}

interface Built {
  readonly parts: ServiceParts;
  readonly pools: EnvironmentPools;
}

function buildParts(
  options: FunctionServiceOptions,
  directory: string,
  signal: AbortSignal,
  endpoint: () => string,
): Built {
  const { host, environment, idleExpiryMs, accountConcurrency, updateMs, mostLogBytes, clock, chance } = {
    ...DEFAULTS,
    ...options,
  };
  const sqsEndpoint = options.sqsEndpoint ?? endpointOf(environment, 'SQS');
  const s3Endpoint = options.s3Endpoint ?? endpointOf(environment, 'S3');
  const queues = sqsEndpoint === undefined ? noQueues : sqsQueues(sqsEndpoint);
  const functions = new Functions();
  const pools = new EnvironmentPools({ host, clock, idleExpiryMs, variables: environment, signal });
  const gate = new ConcurrencyGate(functions, accountConcurrency, clock);
  const logs = new LogStore(mostLogBytes);
  const metrics = new MetricStore(DEFAULTS.mostMetricSamples);
  const invoker = new Invoker({ functions, pools, gate, logs, metrics, clock, chance });
  const settleLater = (version: FunctionVersion): void => {
    void sleepUnless(clock, updateMs, signal).then(async (isOver) => {
      if (!isOver) return;
      version.settle();
      await pools.retire(version);
    });
  };
  const parts: ServiceParts = {
    clock,
    signal,
    updateMs,
    functions,
    codes: new CodeStore(directory),
    readObject: readObjectFrom(s3Endpoint),
    endpoint,
    pools,
    gate,
    invoker,
    asyncInvocations: new AsyncInvocations({ functions, invoker, queues, clock, signal }),
    mappings: new EventSourceMappings({ functions, invoker, queues, clock, signal, updateMs }),
    provisioned: new ProvisionedConcurrency(pools, gate),
    logs,
    metrics,
    settleLater,
  };
  return { parts, pools };
}

const endpointOf = (environment: Readonly<Record<string, string>>, service: 'S3' | 'SQS') =>
  environment[`AWS_ENDPOINT_URL_${service}`] ?? environment['AWS_ENDPOINT_URL'];

/** Lambda's API, and what readers of functions need of CloudWatch and STS, on the loopback address, in this process. */
export async function openFunctionService(options: FunctionServiceOptions): Promise<FunctionService> {
  const life = new AbortController();
  // Named after this process: should it be killed, the next host removes it.
  const directory = join(tmpdir(), ownName());
  await mkdir(directory, { mode: 0o700 });
  let port = 0;
  const { parts, pools } = buildParts(options, directory, life.signal, () => `http://${HOST}:${port}`);
  const app = buildApp(parts);
  const close = async () => {
    life.abort();
    await pools[Symbol.asyncDispose]();
    await app.close();
    await rm(directory, { recursive: true, force: true });
  };
  try {
    port = await listen(app, options.port ?? DEFAULTS.port);
  } catch (error) {
    await close();
    throw error;
  }
  return { port, parts, [Symbol.asyncDispose]: close };
}
