/** What the user can mend is one message on stderr; anything else keeps its trace. */
export function complainAndFail(
  error: unknown,
  stderr: { write(text: string): unknown } = process.stderr,
): void {
  if (!(error instanceof TypeError)) throw error;
  stderr.write(`error: ${error.message}\n`);
  process.exitCode = 2;
}
