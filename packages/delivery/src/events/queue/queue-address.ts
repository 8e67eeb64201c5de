import { isLoopback } from '@parquetry/s3';

export interface QueueSettings {
  /** As SQS gives it: `https://sqs.<region>.amazonaws.com/<account>/<name>`. */
  readonly url: string;
  /** Of an SQS that is not AWS, named by the user. */
  readonly endpoint?: string | undefined;
  readonly region?: string | undefined;
}

export interface QueueAddress {
  /** Undefined: AWS itself. */
  readonly endpoint: string | undefined;
  /** Undefined: whatever the SDK finds. */
  readonly region: string | undefined;
}

type Environment = Readonly<Record<string, string | undefined>>;

const AWS_HOST = /^(?:sqs\.([a-z0-9-]+)|([a-z0-9-]+)\.queue)\.amazonaws\.com(?:\.cn)?$/;
const LOCAL_REGION = 'us-east-1';

function requireUrl(text: string, what: string): URL {
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) return new URL(text);
  throw new TypeError(`'${text}' is no ${what}; write it as http(s)://host/…`);
}

function safe(endpoint: string, from: string): string {
  const { origin } = requireUrl(endpoint, 'endpoint of SQS');
  if (isLoopback(endpoint)) return endpoint;
  throw new TypeError(
    `${from} names the endpoint ${origin}, which is neither AWS nor on this machine; name it by --endpoint to use it`,
  );
}

/**
 * Where requests for a queue go: the endpoint that was named; else the queue's own host if it is on this machine; else
 * that of the environment; else AWS, if the URL is one of AWS.
 *
 * @throws TypeError for a host that is neither AWS nor on this machine and that nobody named.
 */
export function queueAddress(
  { url, endpoint, region }: QueueSettings,
  environment: Environment,
): QueueAddress {
  const { hostname, origin } = requireUrl(url, 'URL of a queue');
  const [, current, old] = AWS_HOST.exec(hostname) ?? [];
  const found = region ?? current ?? old ?? environment['AWS_REGION'];
  const own = (address: string): QueueAddress => ({ endpoint: address, region: found ?? LOCAL_REGION });
  if (endpoint !== undefined) return own(requireUrl(endpoint, 'endpoint of SQS').href);
  if (isLoopback(url)) return own(origin);
  const set = environment['AWS_ENDPOINT_URL_SQS'] || environment['AWS_ENDPOINT_URL'];
  if (set) return own(safe(set, 'the environment (AWS_ENDPOINT_URL)'));
  return AWS_HOST.test(hostname) ? { endpoint: undefined, region: found } : own(safe(origin, 'the queue'));
}
