/** An environment that a function cannot work in; the message has every problem, one in a line. */
export class SettingsError extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    const count = problems.length === 1 ? 'a problem' : `${problems.length} problems`;
    super(
      `the environment variables have ${count}; docs/functions.md lists them all\n${problems.map((it) => `- ${it}`).join('\n')}`,
    );
    this.name = 'SettingsError';
    this.problems = problems;
  }
}
