import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { redactSecrets } from '../../src/resilience/redact-secrets.ts';

// Of AWS's own documentation, split so that no scanner takes them for real ones.
const KEY_ID = `AKIA${'IOSFODNN7EXAMPLE'}`;
const SECRET = `wJalrXUtnFEMI/K7MDENG/${'bPxRfiCYEXAMPLEKEY'}`;
const SIGNATURE = 'fe5f80f77d5fa3beca038a248ff027d0445342fe2855ddc963176630326f1024';
const TOKEN = `IQoJb3JpZ2luX2VjEXAMPLE${'x'.repeat(40)}==`;

const texts: Record<string, string> = {
  'a presigned URL': `GET https://lake.s3.amazonaws.com/in/a.csv?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=${KEY_ID}%2F20260101&X-Amz-Security-Token=${TOKEN}&X-Amz-Signature=${SIGNATURE} failed`,
  'a presigned URL of old': `https://lake.s3.amazonaws.com/a?AWSAccessKeyId=${KEY_ID}&Signature=${SIGNATURE}&Expires=1`,
  'an authorization header': `authorization: AWS4-HMAC-SHA256 Credential=${KEY_ID}/20260101/eu-west-1/s3/aws4_request, SignedHeaders=host, Signature=${SIGNATURE}`,
  'an environment': `AWS_ACCESS_KEY_ID=${KEY_ID} AWS_SECRET_ACCESS_KEY=${SECRET} AWS_SESSION_TOKEN=${TOKEN}`,
  'credentials as JSON': JSON.stringify({
    accessKeyId: KEY_ID,
    secretAccessKey: SECRET,
    sessionToken: TOKEN,
  }),
  'a header of a session': `x-amz-security-token: ${TOKEN}`,
  'what S3 says of a signature': `<AWSAccessKeyId>${KEY_ID}</AWSAccessKeyId><StringToSign>AWS4-HMAC ${SIGNATURE}</StringToSign><SignatureProvided>${SIGNATURE}</SignatureProvided>`,
  'a key id in a sentence': `The AWS Access Key Id ${KEY_ID} does not exist`,
  'a password in a URL': `https://me:${SECRET.replaceAll('/', '')}@example.org/a`,
  'a bearer token': `Authorization: Bearer ${TOKEN}`,
};

describe('a text that is shown', () => {
  it.each(Object.entries(texts))('keeps no secret of %s', (_name, text) => {
    const shown = redactSecrets(text);
    for (const secret of [KEY_ID, SECRET, SECRET.replaceAll('/', ''), SIGNATURE, TOKEN]) {
      expect(shown).not.toContain(secret);
    }
    expect(shown).toContain('[redacted]');
  });

  it('keeps what tells where a presigned URL led', () => {
    expect(redactSecrets(texts['a presigned URL']!)).toBe(
      'GET https://lake.s3.amazonaws.com/in/a.csv?[redacted] failed',
    );
  });

  it.each([
    's3://lake/in/a.csv: S3 asks to slow down; send fewer requests at once',
    'flights.csv row 812 (byte 48,113): 9 fields, the header has 8',
    'check the credentials (AWS_PROFILE, AWS_ACCESS_KEY_ID) and what they may do',
    'S3 does not know the access key; check the credentials',
    'https://example.org/a?page=2 was not found',
  ])('stays as it is when there is no secret in it: %s', (text) => {
    expect(redactSecrets(text)).toBe(text);
  });

  it('keeps none, and stays the same when redacted again, wherever secrets stand', () => {
    const part = fc.constantFrom(
      ...Object.values(texts),
      ' ',
      '&',
      '"',
      '\n',
      'x',
      'Signature',
      '=',
      '<',
      '?',
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 6 }), (parts) => {
        const once = redactSecrets(parts.join(' '));
        expect(redactSecrets(once)).toBe(once);
        for (const secret of [SECRET, SIGNATURE, TOKEN]) expect(once).not.toContain(secret);
      }),
    );
  });
});
