import { buildApp } from 'fauxqs';
import { listen } from '../process/listen.ts';
import { HOST, REGION } from './address.ts';
import type { App } from './app.ts';
import { Counting } from './counters.ts';
import { Notifications } from './notifications.ts';
import { OpenUploads } from './open-uploads.ts';
import { giveOwnAnswers } from './own-answers.ts';
import type { S3Event } from './s3-event.ts';
import { watchRequests } from './watch-requests.ts';

export interface Server {
  readonly app: App;
  readonly port: number;
  readonly counting: Counting;
  readonly notifications: Notifications;
}

export interface ServerOptions {
  /** 0 takes a free one. */
  readonly port: number;
  readonly callFunction: (functionId: number, event: S3Event) => void;
}

/** Queue URLs come as `sqs.<region>.localhost`, which need not resolve, or resolves to an address where nobody listens. */
function giveQueuesOurAddress(app: App): void {
  app.addHook('onSend', (request, _reply, payload, done) => {
    if (request.headers['x-amz-target'] === undefined || typeof payload !== 'string') done(null, payload);
    else done(null, payload.replaceAll(/http:\/\/sqs\.[a-z0-9-]+\.localhost(?=:\d)/g, `http://${HOST}`));
  });
}

/** S3 and SQS in memory, on the loopback address only. */
export async function startServer({ port, callFunction }: ServerOptions): Promise<Server> {
  const app = buildApp({ logger: false, defaultRegion: REGION });
  const counting = new Counting();
  const uploads = new OpenUploads();
  const notifications = new Notifications(app, REGION, callFunction);
  watchRequests(app, { counting, uploads, notifications });
  giveOwnAnswers(app, { uploads, notifications });
  giveQueuesOurAddress(app);
  return { app, port: await listen(app, port), counting, notifications };
}
