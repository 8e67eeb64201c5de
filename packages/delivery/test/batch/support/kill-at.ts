import type { WrapHandler } from '../../../src/index.ts';

export const killSteps = [
  'after GET',
  'between parts',
  'before Complete',
  'after Complete',
  'after PUT',
  'before the manifest',
  'after the manifest',
] as const;
export type KillStep = (typeof killSteps)[number];

const kill = () => process.kill(process.pid, 'SIGKILL');

interface Request {
  readonly method: string;
  readonly path: string;
  readonly query?: Readonly<Record<string, unknown>>;
}

/** The step that a request to S3 is before, and the one that its answer is after. */
function stepsAround({ method, path, query = {} }: Request): readonly (KillStep | undefined)[] {
  if ('partNumber' in query) return [query['partNumber'] === '2' ? 'between parts' : undefined, undefined];
  if (method === 'POST' && 'uploadId' in query) return ['before Complete', 'after Complete'];
  if (path.includes('/_parquetry/manifest/') && method === 'PUT')
    return ['before the manifest', 'after the manifest'];
  if (path.includes('/_parquetry/')) return [];
  if (method === 'GET' && path.includes('/in/')) return [undefined, 'after GET'];
  return [undefined, method === 'PUT' ? 'after PUT' : undefined];
}

/** Kills this process, as nothing can be done about, when it comes to a step for the `count`th time. */
export const killAt =
  (step: KillStep, count: number): WrapHandler =>
  (inner) => {
    let left = count;
    const pass = (reached: KillStep | undefined) => {
      if (reached !== step) return;
      left -= 1;
      if (left === 0) kill();
    };
    return {
      ...inner,
      async handle(request, options) {
        const [before, after] = stepsAround(request as Request);
        pass(before);
        const response = await inner.handle(request, options);
        pass(after);
        return response;
      },
    };
  };
