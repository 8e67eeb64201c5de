export type Environment = Readonly<Record<string, string | undefined>>;

const LOOPBACK = /^(localhost|(.+\.)?localhost|127(\.\d{1,3}){3}|\[::1\])$/;

export const isLoopback = (endpoint: string): boolean => LOOPBACK.test(new URL(endpoint).hostname);

/**
 * Lets an endpoint that is not AWS pass when it is on this machine, or when the user has named it: one that the
 * environment holds from other work must not receive data.
 */
export function requireSafeEndpoint(endpoint: string, isNamed: boolean): void {
  if (!URL.canParse(endpoint) || !/^https?:$/.test(new URL(endpoint).protocol)) {
    throw new TypeError(`'${endpoint}' is no endpoint of S3; write it as http://host:port`);
  }
  if (isNamed || isLoopback(endpoint)) return;
  throw new TypeError(
    `the environment (AWS_ENDPOINT_URL, or a profile's endpoint_url) names the S3 endpoint ${new URL(endpoint).origin}, which is not on this machine; name it by --endpoint to use it, or take it out there`,
  );
}

/** The partitions of the SDK's own endpoint rules. */
const AWS_HOST =
  /\.(amazonaws\.com|amazonaws\.com\.cn|amazonaws\.eu|api\.aws|c2s\.ic\.gov|sc2s\.sgov\.gov|cloud\.adc-e\.uk|csp\.hci\.ic\.gov)$/;

/** Stops a request that the SDK, by a configuration file of its own, would send elsewhere. */
export function requireAwsHost(hostname: string): void {
  if (!AWS_HOST.test(hostname)) requireSafeEndpoint(`https://${hostname}`, false);
}

/** Undefined: AWS itself. */
export function findEndpoint(named: string | undefined, environment: Environment): string | undefined {
  const endpoint =
    named ?? (environment['AWS_ENDPOINT_URL_S3'] || environment['AWS_ENDPOINT_URL'] || undefined);
  if (endpoint !== undefined) requireSafeEndpoint(endpoint, named !== undefined);
  return endpoint;
}
