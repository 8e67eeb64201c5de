import { Readable } from 'node:stream';
import { type HttpHandler, openS3, s3Settings } from '@parquetry/s3';
import { asUsage } from '../exit-codes.ts';
import type { CommandContext } from './command-context.ts';

const SIGNS = [
  'AWS_ENDPOINT_URL',
  'AWS_ENDPOINT_URL_S3',
  'AWS_REGION',
  'AWS_DEFAULT_REGION',
  'AWS_PROFILE',
  'AWS_ACCESS_KEY_ID',
];

/** Somebody has said how S3 is reached. */
export const isS3Configured = ({ settings, terminal }: CommandContext): boolean =>
  settings.endpoint !== undefined ||
  settings.region !== undefined ||
  SIGNS.some((name) => terminal.environment[name]);

export interface S3Check {
  readonly ok: boolean;
  readonly says: string;
}

type Request = Parameters<HttpHandler['handle']>[0];

/** `http://127.0.0.1:9000, region us-east-1, credentials found` */
function describe({ protocol, hostname, port, headers }: Request): string {
  const region = /Credential=[^/]+\/\d+\/([^/]+)\//.exec(headers['authorization'] ?? '')?.[1] ?? 'unknown';
  const isAws = hostname.endsWith('.amazonaws.com');
  const where = isAws ? 'AWS' : `${protocol}//${hostname}${port === undefined ? '' : `:${port}`}`;
  return `${where}, region ${region}, credentials found`;
}

/**
 * How S3 would be reached: a request is made ready as any other, credentials and all, and not sent. Nothing of the
 * credentials is shown.
 */
export async function checkS3({ settings }: CommandContext): Promise<S3Check> {
  let says = '';
  const wrapHandler = (inner: HttpHandler): HttpHandler => ({
    ...inner,
    handle: async (request) => {
      says = describe(request);
      return { response: { statusCode: 404, headers: {}, body: Readable.from([]) } };
    },
  });
  try {
    const { endpoint, region } = settings;
    await using s3 = asUsage(() => openS3(s3Settings.parse({ endpoint, region }), { wrapHandler }));
    await s3.stat({ bucket: 's3://nowhere', key: 'nothing' });
    return { ok: true, says };
  } catch (error) {
    return {
      ok: false,
      says: (error instanceof Error ? error.message : String(error)).replace(
        /^s3:\/\/nowhere\/nothing: /,
        '',
      ),
    };
  }
}
