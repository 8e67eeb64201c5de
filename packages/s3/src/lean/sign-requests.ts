import { createHash, createHmac, type Hash, type Hmac } from 'node:crypto';
import { SignatureV4 } from '@smithy/signature-v4';
import type { AwsCredentialIdentity, HttpRequest, Provider } from '@smithy/types';

type Bytes = ArrayBuffer | ArrayBufferView;

/** The hash that the signer asks for, by Node. */
class NodeSha256 {
  readonly #hash: Hash | Hmac;

  constructor(secret?: string | Bytes) {
    this.#hash = secret === undefined ? createHash('sha256') : createHmac('sha256', secret as string);
  }

  update(bytes: Uint8Array): void {
    this.#hash.update(bytes);
  }

  async digest(): Promise<Uint8Array> {
    return this.#hash.digest();
  }

  reset(): void {
    throw new Error('a digest is taken once');
  }
}

export type SignRequest = (request: HttpRequest) => Promise<HttpRequest>;

/** Signature Version 4 for S3, whose paths are signed as they are sent. https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html */
export function signRequests(credentials: Provider<AwsCredentialIdentity>, region: string): SignRequest {
  const signer = new SignatureV4({
    service: 's3',
    region,
    credentials,
    sha256: NodeSha256,
    uriEscapePath: false,
  });
  return async (request) => (await signer.sign(request)) as HttpRequest;
}
