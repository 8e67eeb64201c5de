import {
  CreateFunctionCommand,
  type CreateFunctionCommandInput,
  InvokeCommand,
  type InvokeCommandInput,
  LambdaClient,
  waitUntilFunctionActiveV2,
  waitUntilFunctionUpdatedV2,
} from '@aws-sdk/client-lambda';
import { afterEach } from 'vitest';
import { ZipFile } from 'yazl';
import {
  type FunctionService,
  type FunctionServiceOptions,
  openFunctionService,
} from '../../../../src/functions/service/open-function-service.ts';
import { type Behaviour, EnvironmentHostDouble } from './environment-double.ts';

export const ROLE = 'arn:aws:iam::000000000000:role/local';
const WAIT = { maxWaitTime: 10, minDelay: 0.01, maxDelay: 0.05 };

/** A zip with these files. */
export async function zipOf(files: Readonly<Record<string, string>>): Promise<Buffer> {
  const zip = new ZipFile();
  for (const [name, text] of Object.entries(files))
    zip.addBuffer(Buffer.from(text), name, { mtime: new Date(0) });
  zip.end();
  const chunks: Buffer[] = [];
  for await (const chunk of zip.outputStream) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}

/** A client as anybody would make it: endpoint, region and credentials, nothing else. */
export const clientConfig = (endpoint: string) => ({
  endpoint,
  region: 'us-east-1',
  credentials: { accessKeyId: 'local', secretAccessKey: 'local' },
  maxAttempts: 1,
});

/** A service on the double, a client of it, and what most tests do first. */
export class ServiceInUse {
  readonly service: FunctionService;
  readonly host: EnvironmentHostDouble;
  readonly lambda: LambdaClient;

  constructor(service: FunctionService, host: EnvironmentHostDouble) {
    this.service = service;
    this.host = host;
    this.lambda = new LambdaClient(clientConfig(this.endpoint));
  }

  get endpoint(): string {
    return `http://127.0.0.1:${this.service.port}`;
  }

  async create(name: string, more: Partial<CreateFunctionCommandInput> = {}): Promise<void> {
    await this.createPending(name, more);
    await this.untilActive(name);
  }

  async createPending(name: string, more: Partial<CreateFunctionCommandInput> = {}): Promise<void> {
    const Code = { ZipFile: await zipOf({ 'index.mjs': 'export const handler = () => {};' }) };
    const base = {
      FunctionName: name,
      Role: ROLE,
      Runtime: 'nodejs24.x',
      Handler: 'index.handler',
      Code,
    } as const;
    await this.lambda.send(new CreateFunctionCommand({ ...base, ...more }));
  }

  async untilActive(name: string): Promise<void> {
    await waitUntilFunctionActiveV2({ client: this.lambda, ...WAIT }, { FunctionName: name });
  }

  async untilUpdated(name: string): Promise<void> {
    await waitUntilFunctionUpdatedV2({ client: this.lambda, ...WAIT }, { FunctionName: name });
  }

  async invoke(name: string, event: unknown = {}, more: Partial<InvokeCommandInput> = {}) {
    const Payload = Buffer.from(JSON.stringify(event));
    const answer = await this.lambda.send(new InvokeCommand({ FunctionName: name, Payload, ...more }));
    return {
      ...answer,
      value: answer.Payload?.length ? (JSON.parse(answer.Payload.transformToString()) as unknown) : undefined,
    };
  }
}

/** Services that end with the test they were opened in. */
export function useServices(): (
  behaviour?: Behaviour,
  options?: Partial<FunctionServiceOptions>,
) => Promise<ServiceInUse> {
  const open: ServiceInUse[] = [];
  afterEach(async () => {
    for (const { service, lambda } of open.splice(0)) {
      lambda.destroy();
      await service[Symbol.asyncDispose]();
    }
  });
  return async (behaviour, options = {}) => {
    const host = new EnvironmentHostDouble(behaviour);
    const service = await openFunctionService({ host, updateMs: 5, ...options });
    const inUse = new ServiceInUse(service, host);
    open.push(inUse);
    return inUse;
  };
}
