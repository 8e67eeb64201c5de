import { createHash } from 'node:crypto';

const PLACEHOLDER = /\{\{(uuid|index)\}\}/g;

export const isTemplate = (text: string): boolean => /\{\{(uuid|index)\}\}/.test(text);

/** A version 8 UUID (RFC 9562, section 5.8) of a run and a number: never the same in two runs. */
export function uuidOf(runId: string, index: number): string {
  const hex = createHash('sha256').update(`${runId} ${index}`).digest('hex');
  const variant = '89ab'[Number.parseInt(hex[16]!, 16) % 4];
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

/** Puts a number and a UUID of its own into a template; the same run and number give the same text. */
export const fillTemplate = (text: string, runId: string, index: number): string =>
  text.replace(PLACEHOLDER, (_, name: string) => (name === 'index' ? String(index) : uuidOf(runId, index)));
