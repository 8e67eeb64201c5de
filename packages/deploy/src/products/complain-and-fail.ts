/** What the user can mend is one message on stderr; anything else keeps its trace. */
export function complainAndFail(error: unknown): void {
  if (!(error instanceof TypeError)) throw error;
  process.stderr.write(`error: ${error.message}\n`);
  process.exitCode = 2;
}
