/** What the shell is told. */
export const ExitCode = {
  done: 0,
  /** Done, and the answer is bad: unconvertible rows, wrong output, a difference found. */
  badAnswer: 1,
  /** Could not be done: usage, missing files, infrastructure. */
  impossible: 2,
  /** Done, and undecided: a gate that can neither pass nor blame a change. */
  undecided: 3,
  interrupted: 130,
} as const;

export type ExitCode = (typeof ExitCode)[keyof typeof ExitCode];

/** Wrong use of the command; the message names the way out. */
export class UsageError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UsageError';
  }
}

/** Something is still there that should not be: told whatever ended the command, Ctrl-C as well. */
export class LeftBehindError extends UsageError {}

/** What a library says of a value that came from the user. */
export function asUsage<T>(run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (error instanceof TypeError) throw new UsageError(error.message);
    throw error;
  }
}
