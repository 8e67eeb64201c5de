import { statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { RuntimeError } from './word-error.ts';

/** What a module exports as its handler; the callback is for those who do not return a promise. */
export type Handler = (
  event: unknown,
  context: unknown,
  callback: (error: unknown, result?: unknown) => void,
) => unknown;

const STREAMING = Symbol.for('aws.lambda.runtime.handler.streaming');
const EXTENSIONS = ['.js', '.mjs', '.cjs', ''];

/** The global by which code marks a handler that streams; it has to be there for such a handler to be refused by its name. */
export function provideStreamifyResponse(): void {
  const streamifyResponse = (handler: object) => Object.assign(handler, { [STREAMING]: 'response' });
  Reflect.set(globalThis, 'awslambda', { streamifyResponse });
}

function splitHandler(handler: string) {
  const match = /^([^.]*)\.(.+)$/.exec(basename(handler));
  if (!match || handler.includes('..')) {
    throw new RuntimeError(
      'Runtime.MalformedHandlerName',
      `Bad handler: ${handler}; it has the form file.export`,
    );
  }
  return { module: `${dirname(handler)}/${match[1]}`, names: (match[2] ?? '').split('.') };
}

async function loadModule(taskRoot: string, module: string): Promise<unknown> {
  const path = resolve(taskRoot, module);
  const files = EXTENSIONS.map((extension) => `${path}${extension}`);
  const found = files.find((file) => statSync(file, { throwIfNoEntry: false })?.isFile());
  if (found === undefined) {
    throw new RuntimeError('Runtime.ImportModuleError', `Error: Cannot find module '${basename(module)}'`);
  }
  try {
    if (found.endsWith('.cjs') || found === path) return createRequire(found)(found);
    return await import(pathToFileURL(found).href);
  } catch (error) {
    const name = error instanceof SyntaxError ? 'Runtime.UserCodeSyntaxError' : undefined;
    const isMissing = /_NOT_FOUND$/.test(`${(error as NodeJS.ErrnoException).code}`);
    if (!name && !isMissing) throw error;
    throw new RuntimeError(name ?? 'Runtime.ImportModuleError', `${error}`, { cause: error });
  }
}

const member = (value: unknown, name: string): unknown =>
  value !== null && (typeof value === 'object' || typeof value === 'function')
    ? Reflect.get(value, name)
    : undefined;

/** `index.handler`, `folder/index.handler`, `index.group.handler`: from ES modules and CommonJS, as the nearest package.json and the extension say. */
export async function loadHandler(taskRoot: string, handler: string): Promise<Handler> {
  const { module, names } = splitHandler(handler);
  const exports = await loadModule(taskRoot, module);
  const find = (from: unknown) => names.reduce(member, from);
  const found = find(exports) ?? find(member(exports, 'default'));
  if (typeof found !== 'function') {
    const what = found === undefined ? 'is undefined or not exported' : 'is not a function';
    throw new RuntimeError('Runtime.HandlerNotFound', `${handler} ${what}`);
  }
  if (Reflect.get(found, STREAMING) !== undefined) {
    const message = `${handler} streams its response (streamifyResponse), which the local Lambda does not do; return the whole response`;
    throw new RuntimeError('Runtime.InvalidStreamingOperation', message);
  }
  return found as Handler;
}
