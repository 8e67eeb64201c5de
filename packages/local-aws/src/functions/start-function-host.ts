import { fileURLToPath } from 'node:url';
import { OwnedProcess } from '../process/owned-process.ts';
import { HOST, REGION } from '../server/address.ts';
import type { CpuControl } from './environment/environment.ts';
import type {
  FunctionHostAnswers,
  FunctionHostArguments,
  FunctionHostCall,
  HostDescription,
} from './function-host-messages.ts';

const CHILD_FILE = fileURLToPath(new URL('./function-host-child.ts', import.meta.url));

export interface FunctionHostOptions {
  /** A free one when absent. */
  readonly port?: number;
  /** Given to every function besides its own variables, which win: `LocalAws.environment` leads them to the local S3. */
  readonly environment?: Readonly<Record<string, string>>;
  /** Of event source mappings, destinations and dead letters; as `environment` has it when absent. */
  readonly sqsEndpoint?: string;
  /** Of code that is uploaded as an object; as `environment` has it when absent. */
  readonly s3Endpoint?: string;
  /** The best that this machine offers when absent. */
  readonly cpuControl?: CpuControl;
  /** How long an environment waits for its next event; 10 minutes when absent. */
  readonly idleExpiryMs?: number;
  /** Environments that may run at once; 1,000 when absent. */
  readonly accountConcurrency?: number;
  /** How long a new function is Pending, and an update InProgress; 50 ms when absent. */
  readonly updateMs?: number;
}

/** Lambda, with what readers of functions need of CloudWatch and STS, in a process of its own that ends with this one. */
export interface FunctionHost extends AsyncDisposable {
  /** `http://127.0.0.1:<port>`, of Lambda, CloudWatch, CloudWatch Logs and STS. */
  readonly endpoint: string;
  /** What makes an SDK, a command or a process use it; S3 and SQS are not among it. */
  readonly environment: Readonly<Record<string, string>>;
  readonly processId: number;
  readonly cpuControl: CpuControl;
  /** What all environments may use together. */
  readonly cores: number;
  /** Resolves once the host's process is gone: with why, unless it was disposed of. */
  readonly ended: Promise<string | undefined>;
  /** Hands a function an event to run when it can, as S3 does: tried again when it fails. @throws when it is refused */
  invokeEvent(functionName: string, payload: unknown): Promise<void>;
}

const environmentOf = (endpoint: string) => ({
  AWS_ENDPOINT_URL_LAMBDA: endpoint,
  AWS_ENDPOINT_URL_CLOUDWATCH: endpoint,
  AWS_ENDPOINT_URL_CLOUDWATCH_LOGS: endpoint,
  AWS_ENDPOINT_URL_STS: endpoint,
  AWS_REGION: REGION,
  AWS_ACCESS_KEY_ID: 'local',
  AWS_SECRET_ACCESS_KEY: 'local',
});

async function invokeEvent(endpoint: string, functionName: string, payload: unknown): Promise<void> {
  const name = encodeURIComponent(functionName);
  const answer = await fetch(`${endpoint}/2015-03-31/functions/${name}/invocations`, {
    method: 'POST',
    headers: { 'x-amz-invocation-type': 'Event' },
    body: JSON.stringify(payload),
  });
  const body = await answer.text();
  if (answer.status !== 202) throw new Error(`function ${functionName} refused an event: ${body}`);
}

class HostProcess extends OwnedProcess<FunctionHostCall, FunctionHostAnswers, never> {}

interface Started {
  readonly port: number;
  readonly description: HostDescription;
}

async function startIn(child: HostProcess): Promise<Started> {
  return { port: await child.started, description: await child.ask({ do: 'describe' }) };
}

/** Starts the local Lambda. @throws when the port is in use, or the CPU control that is asked for cannot be had */
export async function startFunctionHost(options: FunctionHostOptions = {}): Promise<FunctionHost> {
  const started: FunctionHostArguments = { port: 0, environment: {}, ...options };
  const child = new HostProcess({
    name: 'the local Lambda',
    file: CHILD_FILE,
    argument: JSON.stringify(started),
    endBy: 'request',
  });
  const { port, description } = await startIn(child).catch(async (error: unknown) => {
    await child[Symbol.asyncDispose]();
    throw error;
  });
  const endpoint = `http://${HOST}:${port}`;
  return {
    ...description,
    endpoint,
    environment: environmentOf(endpoint),
    processId: child.processId,
    ended: child.ended,
    invokeEvent: (functionName, payload) => invokeEvent(endpoint, functionName, payload),
    [Symbol.asyncDispose]: () => child[Symbol.asyncDispose](),
  };
}
