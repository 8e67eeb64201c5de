import { PassThrough, Readable } from 'node:stream';
import { type Command, CommanderError } from 'commander';
import colors from 'picocolors';
import pino from 'pino';
import type { CommandContext } from '../../src/commands/command-context.ts';
import { complaintOf, exitCodeOf } from '../../src/complain.ts';
import { ExitCode } from '../../src/exit-codes.ts';
import type { Run } from '../../src/program/command-parts.ts';
import { createProgram } from '../../src/program/create-program.ts';
import { resolveSettings } from '../../src/settings/resolve-settings.ts';
import type { Terminal } from '../../src/terminal/terminal.ts';

export interface InProcessRun {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export interface InProcessOptions {
  readonly signal?: AbortSignal;
  /** The width of the terminal that answers go to; a pipe when absent. */
  readonly columns?: number;
  /** Beside what this process has. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** Libraries look at the environment of the process, so it has these meanwhile. */
async function withEnvironment<Result>(
  environment: Readonly<Record<string, string>>,
  work: () => Promise<Result>,
): Promise<Result> {
  const before = Object.keys(environment).map((name) => [name, process.env[name]] as const);
  Object.assign(process.env, environment);
  try {
    return await work();
  } finally {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  }
}

const belowOf = (command: Command): Command[] =>
  command.commands.flatMap((below) => [below as Command, ...belowOf(below as Command)]);

const textOf = (stream: PassThrough) => Buffer.from((stream.read() as Buffer | null) ?? []).toString();

/** A terminal of which everything is known, and what is written to it. */
function terminalIn(directory: string, signal: AbortSignal, columns?: number) {
  const stdout = Object.assign(new PassThrough(), columns && { columns });
  const stderr = new PassThrough();
  const plain = colors.createColors(false);
  const terminal: Terminal = {
    stdin: Readable.from([]),
    stdout,
    stderr,
    isInteractive: false,
    quiet: false,
    colors: plain,
    answerColors: plain,
    isAnsweringToTerminal: columns !== undefined,
    log: pino({ level: 'silent' }),
    signal,
    environment: process.env,
    directory,
  };
  return { terminal, stdout, stderr };
}

/** A command's own function, with what it may be handed beside its options. */
export async function runCommand(
  directory: string,
  body: (context: CommandContext) => Promise<number>,
  environment: Readonly<Record<string, string>> = {},
): Promise<InProcessRun> {
  const { terminal, stdout, stderr } = terminalIn(directory, new AbortController().signal);
  const resolved = resolveSettings({}, {}, undefined);
  const context = { terminal, settings: resolved.settings, resolved, json: false };
  const code = await withEnvironment(environment, () => body(context));
  return { code, out: textOf(stdout), err: textOf(stderr) };
}

/** The command line without a process of its own, which takes most of the time where machines are busy. */
export async function runInProcess(
  directory: string,
  args: readonly string[],
  { signal = new AbortController().signal, columns, environment = {} }: InProcessOptions = {},
): Promise<InProcessRun> {
  const { terminal: usual, stdout, stderr } = terminalIn(directory, signal, columns);
  let code: number = ExitCode.done;
  const run: Run = async (flags, body) => {
    const terminal: Terminal = { ...usual, quiet: flags['quiet'] === true };
    try {
      const resolved = resolveSettings(flags, {}, undefined);
      code = await body({ terminal, settings: resolved.settings, resolved, json: flags['json'] === true });
    } catch (error) {
      stderr.write(`${complaintOf(error, terminal)}\n`);
      code = exitCodeOf(error);
    }
  };
  const program = createProgram(run);
  for (const command of [program, ...belowOf(program)])
    command.configureOutput({
      writeOut: (text) => stdout.write(text),
      writeErr: (text) => stderr.write(text),
    });
  try {
    await withEnvironment(environment, () => program.parseAsync([...args], { from: 'user' }));
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    code = error.exitCode === 0 ? ExitCode.done : ExitCode.impossible;
  }
  return { code, out: textOf(stdout), err: textOf(stderr) };
}
