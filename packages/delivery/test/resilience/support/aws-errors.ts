/** An error as the AWS SDK throws them. */
export function sdkError(
  name: string,
  status: number,
  more: { readonly message?: string; readonly $retryable?: object } = {},
): Error {
  const error = new Error(more.message ?? name);
  return Object.assign(error, {
    name,
    $fault: status >= 500 ? 'server' : 'client',
    $metadata: { httpStatusCode: status, attempts: 3, totalRetryDelay: 212 },
    ...(more.$retryable && { $retryable: more.$retryable }),
  });
}

/** An error as Node throws them. */
export const nodeError = (code: string, message = code): Error => Object.assign(new Error(message), { code });
