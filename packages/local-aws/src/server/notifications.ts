import { randomBytes } from 'node:crypto';
import { type App, askSqs, inject, pathOf } from './app.ts';
import {
  isAbout,
  type NotificationFilter,
  parseNotificationConfiguration,
  type QueueRule,
} from './notification-rules.ts';
import { type Creation, type S3Event, s3Event } from './s3-event.ts';

/** A function of the parent process. */
interface FunctionRule extends NotificationFilter {
  readonly id: string;
  readonly functionId: number;
}

type Rule = QueueRule | FunctionRule;

export interface CreatedKey {
  readonly creation: Creation;
  readonly bucket: string;
  readonly key: string;
  readonly requestId: string;
}

interface BucketConfiguration {
  readonly xml: string;
  readonly rules: readonly QueueRule[];
}

const emptyConfiguration =
  '<?xml version="1.0" encoding="UTF-8"?>\n<NotificationConfiguration xmlns="http://s3.amazonaws.com/doc/2006-03-01/"/>';

const nameOfQueue = (arn: string) => arn.slice(arn.lastIndexOf(':') + 1);

/** Knows who is to hear of created objects, and tells them. */
export class Notifications {
  readonly #app: App;
  readonly #region: string;
  readonly #callFunction: (functionId: number, event: S3Event) => void;
  readonly #added: Rule[] = [];
  readonly #configured = new Map<string, BucketConfiguration>();
  #sequence = BigInt(Date.now()) << 20n;
  #sent = 0;
  #lost = 0;

  constructor(app: App, region: string, callFunction: (functionId: number, event: S3Event) => void) {
    this.#app = app;
    this.#region = region;
    this.#callFunction = callFunction;
  }

  /** @throws where the bucket or the queue does not exist. */
  async add(rule: Rule): Promise<void> {
    const { bucket } = rule;
    await inject(
      this.#app,
      { method: 'GET', url: `/${bucket}?list-type=2&max-keys=0` },
      `notifying of bucket ${bucket}`,
    );
    if ('queueArn' in rule) await this.#urlOf(rule.queueArn);
    this.#added.push(rule);
  }

  /** As `PutBucketNotificationConfiguration`: replaces what the bucket had, and sends each queue S3's test event. */
  async configure(bucket: string, xml: string): Promise<void> {
    const rules = parseNotificationConfiguration(bucket, xml);
    for (const { queueArn } of rules) await this.#urlOf(queueArn);
    this.#configured.set(bucket, { xml, rules });
    const test = {
      Service: 'Amazon S3',
      Event: 's3:TestEvent',
      Time: new Date().toISOString(),
      Bucket: bucket,
      RequestId: randomBytes(8).toString('hex').toUpperCase(),
      HostId: 'local',
    };
    for (const { queueArn } of rules) await this.#send(queueArn, test);
  }

  configurationOf(bucket: string): string {
    return this.#configured.get(bucket)?.xml ?? emptyConfiguration;
  }

  /** The bucket is gone. */
  forget(bucket: string): void {
    this.#configured.delete(bucket);
    const others = this.#added.filter((rule) => rule.bucket !== bucket);
    this.#added.splice(0, this.#added.length, ...others);
  }

  /** Tells everyone whose rule is about it; sequencers follow the order of these calls. */
  announce(created: CreatedKey): void {
    const configured = this.#configured.get(created.bucket)?.rules ?? [];
    const rules = [...configured, ...this.#added].filter((rule) => isAbout(rule, created));
    if (rules.length === 0) return;
    this.#sequence++;
    void this.#tell(rules, created, this.#sequence);
  }

  counts(): { sent: number; lost: number } {
    return { sent: this.#sent, lost: this.#lost };
  }

  resetCounts(): void {
    this.#sent = 0;
    this.#lost = 0;
  }

  async #tell(rules: readonly Rule[], created: CreatedKey, sequence: bigint): Promise<void> {
    const time = new Date();
    const object = await this.#look(created).catch(() => undefined);
    for (const rule of rules) {
      try {
        if (object === undefined) throw new Error(`${created.key} is gone`);
        const { requestId } = created;
        const event = s3Event(
          { ...created, ...object },
          { region: this.#region, configurationId: rule.id, requestId, time, sequence },
        );
        if ('queueArn' in rule) await this.#send(rule.queueArn, event);
        else this.#callFunction(rule.functionId, event);
        this.#sent++;
      } catch {
        this.#lost++;
      }
    }
  }

  async #look({ bucket, key }: CreatedKey): Promise<{ size: number; eTag: string }> {
    const { headers } = await inject(
      this.#app,
      { method: 'HEAD', url: pathOf(bucket, key) },
      `looking at ${key}`,
    );
    return { size: Number(headers['content-length']), eTag: `${headers['etag']}`.replaceAll('"', '') };
  }

  async #urlOf(arn: string): Promise<string> {
    if (arn.endsWith('.fifo')) throw new Error(`S3 notifies no FIFO queue: ${arn}`);
    const { QueueUrl } = await askSqs<{ QueueUrl: string }>(this.#app, 'GetQueueUrl', {
      QueueName: nameOfQueue(arn),
    }).catch(() => {
      throw new Error(`there is no queue ${arn}`);
    });
    return QueueUrl;
  }

  async #send(arn: string, body: object): Promise<void> {
    const QueueUrl = await this.#urlOf(arn);
    await askSqs(this.#app, 'SendMessage', { QueueUrl, MessageBody: JSON.stringify(body) });
  }
}
