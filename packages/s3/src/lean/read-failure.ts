import type { Readable } from 'node:stream';
import type { HttpResponse } from '@smithy/types';

const MOST_BYTES = 16 << 10;

/** The failure that a response tells of, in the shape of the SDK's own errors. https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html */
export async function readFailure({ statusCode, headers, body }: HttpResponse): Promise<Error> {
  let xml = '';
  for await (const chunk of body as Readable) {
    if (xml.length < MOST_BYTES) xml += String(chunk);
  }
  const found = (element: string) => new RegExp(`<${element}>([^<]*)</${element}>`).exec(xml)?.[1];
  const error = new Error(found('Message') ?? `status ${statusCode}`);
  error.name = found('Code') ?? `HTTP${statusCode}`;
  return Object.assign(error, { $metadata: { httpStatusCode: statusCode }, $response: { headers } });
}
