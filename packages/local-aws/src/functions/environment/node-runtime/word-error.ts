/** An error as Lambda sends it to the caller. */
export interface WordedError {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace: readonly string[];
}

/** An error of the runtime itself, with the name that Lambda gives to it, such as `Runtime.ImportModuleError`. */
export class RuntimeError extends Error {
  constructor(name: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = name;
  }
}

/** Whatever was thrown, as `{ errorType, errorMessage, trace }`. */
export function wordError(thrown: unknown): WordedError {
  if (!(thrown instanceof Error)) {
    return { errorType: typeof thrown, errorMessage: `${thrown}`, trace: [] };
  }
  return { errorType: thrown.name, errorMessage: thrown.message, trace: (thrown.stack ?? '').split('\n') };
}

/** The same as the log has it: `stack` in the place of `trace`, and what else the error carries. */
export function errorAsJson(thrown: unknown): string {
  const { errorType, errorMessage, trace } = wordError(thrown);
  const own = thrown instanceof Error ? { ...thrown, name: undefined } : {};
  try {
    return JSON.stringify({ errorType, errorMessage, ...own, stack: trace });
  } catch {
    return JSON.stringify({ errorType, errorMessage, stack: trace });
  }
}
