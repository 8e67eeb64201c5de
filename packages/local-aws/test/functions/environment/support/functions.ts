import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type {
  Environment,
  EnvironmentSpec,
  Invocation,
} from '../../../../src/functions/environment/environment.ts';

/** The unpacked code of a function, removed with it. */
export interface Code extends AsyncDisposable {
  readonly directory: string;
}

/** Files by name; those without an extension are made executable. */
export async function writeCode(files: Readonly<Record<string, string>>): Promise<Code> {
  const directory = await mkdtemp(join(tmpdir(), 'lambda-code-'));
  for (const [name, text] of Object.entries(files)) {
    await writeFile(join(directory, name), text, { mode: name.includes('.') ? 0o644 : 0o755 });
  }
  return { directory, [Symbol.asyncDispose]: () => rm(directory, { recursive: true }) };
}

/** A function of 512 MB whose handler is `index.handler`. */
export function specOf(code: Code, changes: Partial<EnvironmentSpec> = {}): EnvironmentSpec {
  return {
    functionName: 'flights',
    functionArn: 'arn:aws:lambda:us-east-1:000000000000:function:flights:7',
    version: '7',
    handler: 'index.handler',
    codeDirectory: code.directory,
    memoryMb: 512,
    timeoutMs: 60_000,
    ephemeralStorageMb: 512,
    variables: {},
    logFormat: 'Text',
    logGroup: '/aws/lambda/flights',
    logStream: '2026/11/21/[7]abc',
    region: 'us-east-1',
    initializationType: 'on-demand',
    ...changes,
  };
}

let requests = 0;

/** Invokes with an event of its own request id. */
export function invoke(environment: Environment, event: unknown = {}): Promise<Invocation> {
  requests += 1;
  return environment.invoke({
    requestId: `request-${requests}`,
    invokedArn: environment.spec.functionArn,
    payload: Buffer.from(JSON.stringify(event)),
  });
}

export const answerOf = ({ payload }: Invocation): unknown =>
  JSON.parse(Buffer.from(payload).toString('utf8'));

/** What was written, without what changes from run to run. */
export const textOf = ({ lines }: Invocation): string[] =>
  lines.map(({ text }) =>
    text
      .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '<time>')
      .replaceAll(/request-\d+/g, '<id>')
      .replaceAll(/[\d.]+ (ms|MB)/g, '# $1'),
  );
