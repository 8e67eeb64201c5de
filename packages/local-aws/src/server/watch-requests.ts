import { type App, type Asked, addressOf, isFromOutside, operationOf, queryOf } from './app.ts';
import type { Counting } from './counters.ts';
import type { Notifications } from './notifications.ts';
import type { OpenUploads } from './open-uploads.ts';
import type { Creation } from './s3-event.ts';
import { textsOf } from './xml.ts';

export interface Watchers {
  readonly counting: Counting;
  readonly uploads: OpenUploads;
  readonly notifications: Notifications;
}

const creations: Readonly<Record<string, Creation>> = {
  PutObject: 'Put',
  CopyObject: 'Copy',
  CompleteMultipartUpload: 'CompleteMultipartUpload',
};

function noteUpload(
  { counting, uploads }: Watchers,
  request: Asked,
  operation: string,
  payload: unknown,
): void {
  const { uploadId = '' } = queryOf(request);
  switch (operation) {
    case 'CreateMultipartUpload': {
      const [created = ''] = textsOf(`${payload}`, 'UploadId');
      uploads.add({ ...addressOf(request), uploadId: created, initiated: new Date() });
      counting.countUpload('created');
      return;
    }
    case 'CompleteMultipartUpload':
      uploads.remove(uploadId);
      counting.countUpload('completed');
      return;
    case 'AbortMultipartUpload':
      uploads.remove(uploadId);
      counting.countUpload('aborted');
      return;
  }
}

/** Follows what succeeds. */
function note(watchers: Watchers, request: Asked, payload: unknown, requestId: string): void {
  const operation = operationOf(request);
  noteUpload(watchers, request, operation, payload);
  const creation = creations[operation];
  if (creation !== undefined) watchers.notifications.announce({ creation, ...addressOf(request), requestId });
  if (operation === 'DeleteBucket') watchers.notifications.forget(addressOf(request).bucket);
}

/** Has each request and connection from outside counted, and what it did noted. */
export function watchRequests(app: App, watchers: Watchers): void {
  app.server.on('connection', (socket) => watchers.counting.countConnection(socket));
  app.addHook('onRequest', (request, _reply, done) => {
    if (isFromOutside(request)) watchers.counting.countRequest(operationOf(request));
    done();
  });
  // The handlers behind take a reply as sent once they return: an asynchronous hook would have them send it twice.
  app.addHook('onSend', (request, reply, payload, done) => {
    if (isFromOutside(request) && reply.statusCode < 300) {
      note(watchers, request, payload, `${reply.getHeader('x-amz-request-id')}`);
    }
    done();
  });
}
