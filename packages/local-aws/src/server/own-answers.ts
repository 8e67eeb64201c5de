import { type App, type Asked, addressOf, inject, isFromOutside, operationOf, queryOf } from './app.ts';
import type { Notifications } from './notifications.ts';
import type { OpenUploads } from './open-uploads.ts';
import { escapeXml } from './xml.ts';

export interface OwnAnswers {
  readonly uploads: OpenUploads;
  readonly notifications: Notifications;
}

interface OwnAnswer {
  readonly status: number;
  readonly xml: string;
}

const refusal = (status: number, code: string, message: string): OwnAnswer => ({
  status,
  xml: `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${escapeXml(message)}</Message></Error>`,
});

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

async function configure(notifications: Notifications, bucket: string, body: unknown): Promise<OwnAnswer> {
  try {
    await notifications.configure(bucket, Buffer.isBuffer(body) ? body.toString('utf8') : '');
    return { status: 200, xml: '' };
  } catch (error) {
    return refusal(400, 'InvalidArgument', messageOf(error));
  }
}

async function answer(
  { uploads, notifications }: OwnAnswers,
  request: Asked & { readonly body: unknown },
  operation: string,
): Promise<OwnAnswer> {
  const { bucket } = addressOf(request);
  const query = queryOf(request);
  if (operation === 'PutBucketNotificationConfiguration')
    return configure(notifications, bucket, request.body);
  if (operation === 'GetBucketNotificationConfiguration') {
    return { status: 200, xml: notifications.configurationOf(bucket) };
  }
  if ('delimiter' in query) return refusal(501, 'NotImplemented', 'uploads are listed without a delimiter');
  return { status: 200, xml: uploads.list(bucket, query) };
}

const ours: ReadonlySet<string> = new Set([
  'PutBucketNotificationConfiguration',
  'GetBucketNotificationConfiguration',
  'ListMultipartUploads',
]);

/** Says in S3's words that a request is larger than the embedded server takes: 11 MiB. */
function explainSize(app: App): void {
  app.setErrorHandler((error: Error & { code?: string }, _request, reply) => {
    if (error.code !== 'FST_ERR_CTP_BODY_TOO_LARGE') return reply.send(error);
    const why =
      'the local stack takes requests of at most 11 MiB; upload larger objects in parts, of 8 MiB for instance';
    const { status, xml } = refusal(400, 'EntityTooLarge', why);
    return reply.status(status).header('content-type', 'application/xml').send(xml);
  });
}

/** Answers what the embedded server would take for something else. */
export function giveOwnAnswers(app: App, own: OwnAnswers): void {
  explainSize(app);
  app.addHook('preHandler', async (request, reply) => {
    if (!isFromOutside(request)) return;
    const operation = operationOf(request);
    if (!ours.has(operation)) return;
    const { bucket } = addressOf(request);
    const isThere = await inject(app, { method: 'HEAD', url: `/${bucket}` }, operation).catch(
      () => undefined,
    );
    const { status, xml } = isThere
      ? await answer(own, request, operation)
      : refusal(404, 'NoSuchBucket', `The specified bucket does not exist: ${bucket}`);
    return reply.status(status).header('content-type', 'application/xml').send(xml);
  });
}
