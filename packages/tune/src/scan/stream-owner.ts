/** Whose a log stream is: the function's, another's, or of no name. */
export type StreamOwner = 'it' | 'other' | 'unnamed';

/** A function's own group holds no other's, and its streams do not name it. */
export const isOwnGroup = (logGroup: string, functionName: string): boolean =>
  logGroup === `/aws/lambda/${functionName}`;

/** `2026/11/21/convert[$LATEST]8f2c…`; in a function's own group `2026/11/21/[$LATEST]8f2c…`. */
const STREAM = /^\d{4}\/\d{2}\/\d{2}\/([^[]*)\[/;

/**
 * Reads the owner from the name of a stream of a group that functions may share.
 * Source: AWS Lambda Developer Guide, "Configuring CloudWatch log groups".
 */
export function streamOwner(streamName: string | undefined, functionName: string): StreamOwner {
  const [, name = ''] = STREAM.exec(streamName ?? '') ?? [];
  if (name === '') return 'unnamed';
  return name === functionName ? 'it' : 'other';
}
