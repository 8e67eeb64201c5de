/** What stands in the place of a secret. */
export const HIDDEN = '[redacted]';

/** What must never be shown, and what is shown instead. */
const SECRETS: readonly (readonly [RegExp, string])[] = [
  // Presigned URLs: https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html
  [/(\bhttps?:\/\/[^\s"'<>?]+)\?[^\s"'<>]*(?:x-amz-|signature=|awsaccesskeyid=)[^\s"'<>]*/gi, `$1?${HIDDEN}`],
  [/(\bhttps?:\/\/)[^\s/@"'<>]+@/gi, `$1${HIDDEN}@`],
  [/\bAWS4-(?:HMAC|ECDSA)[^\r\n"'<>]*/g, HIDDEN],
  [/\b(Bearer|Basic)\s+[\w.~+/=-]+/gi, `$1 ${HIDDEN}`],
  // What S3 says of a signature that it refuses quotes all that was signed.
  [
    /<(AWSAccessKeyId|StringToSign|StringToSignBytes|SignatureProvided|CanonicalRequest|CanonicalRequestBytes|Token-0)>[^<]*/gi,
    `<$1>${HIDDEN}`,
  ],
  [
    // The label is only looked at: it may itself have stood for a value.
    /(?<=\b(?:(?:x-amz-)?(?:signature|credential|security-token|session-?token)|(?:aws_?)?(?:secret_?access_?key|session_?token|access_?key_?id))["']?\s*[=:]\s*["']?)[^\s"'&,;<>]+/gi,
    HIDDEN,
  ],
  // Ids of IAM: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html
  [/\b(?:A3T[A-Z0-9]|AKIA|ASIA|AGPA|AIDA|AROA|AIPA|ANPA|ANVA|ABIA|ACCA)[A-Z0-9]{12,}\b/g, HIDDEN],
];

/** A text without signatures, keys, tokens and the query strings of presigned URLs. */
export function redactSecrets(text: string): string {
  return SECRETS.reduce((kept, [secret, instead]) => kept.replace(secret, instead), text);
}
