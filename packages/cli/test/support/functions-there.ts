import {
  CreateFunctionCommand,
  LambdaClient,
  ListVersionsByFunctionCommand,
  waitUntilFunctionActiveV2,
} from '@aws-sdk/client-lambda';
import { zipFiles } from '@parquetry/lambda/zip';

export interface FunctionThere {
  readonly name: string;
  readonly code: string;
  readonly memoryMb?: number;
  /** This machine's own when absent. */
  readonly architecture?: 'x86_64' | 'arm64';
  readonly variables?: Readonly<Record<string, string>>;
}

export const hereIs = process.arch === 'arm64' ? 'arm64' : 'x86_64';

/** Functions of somebody's account, on a local Lambda. */
export class FunctionsThere implements Disposable {
  readonly lambda: LambdaClient;

  constructor(endpoint: string) {
    const credentials = { accessKeyId: 'there', secretAccessKey: 'there' };
    this.lambda = new LambdaClient({ endpoint, region: 'us-east-1', credentials });
  }

  /** Creates one whose code is `index.mjs`, and waits until it can be invoked. */
  async create({ architecture = hereIs, code, memoryMb = 512, name, variables = {} }: FunctionThere) {
    const ZipFile = await zipFiles(new Map([['index.mjs', Buffer.from(code)]]));
    await this.lambda.send(
      new CreateFunctionCommand({
        FunctionName: name,
        MemorySize: memoryMb,
        Runtime: 'nodejs24.x',
        Handler: 'index.handler',
        Role: 'arn:aws:iam::000000000000:role/local',
        Architectures: [architecture],
        Code: { ZipFile },
        Environment: { Variables: { ...variables } },
      }),
    );
    const patience = { client: this.lambda, maxWaitTime: 30, minDelay: 0.05, maxDelay: 0.2 };
    await waitUntilFunctionActiveV2(patience, { FunctionName: name });
  }

  async versions(FunctionName: string): Promise<(string | undefined)[]> {
    const { Versions = [] } = await this.lambda.send(new ListVersionsByFunctionCommand({ FunctionName }));
    return Versions.map(({ Version }) => Version);
  }

  [Symbol.dispose](): void {
    this.lambda.destroy();
  }
}
