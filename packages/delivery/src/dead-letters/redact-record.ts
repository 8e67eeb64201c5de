import { HIDDEN, redactSecrets } from '../resilience/redact-secrets.ts';

const SECRET_NAME =
  /secret|passw|authorization|credential|signature|(?:session|security|access|auth|id).?token|access.?key/i;

/** A copy of plain data in which no text gives a secret away, and nothing is left under a name that tells of one. */
export function redactRecord(value: unknown): unknown {
  if (typeof value === 'string') return redactSecrets(value);
  if (Array.isArray(value)) return value.map(redactRecord);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, part]) => [name, SECRET_NAME.test(name) ? HIDDEN : redactRecord(part)]),
  );
}
