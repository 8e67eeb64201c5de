import { CommanderError } from 'commander';
import { complaintOf, exitCodeOf, interruptionText } from './complain.ts';
import { ExitCode } from './exit-codes.ts';
import { openInterruption } from './interruption.ts';
import type { Run } from './program/command-parts.ts';
import { createProgram } from './program/create-program.ts';
import { loadConfigFile } from './settings/load-config-file.ts';
import { resolveSettings } from './settings/resolve-settings.ts';
import { processTerminal } from './terminal/terminal.ts';

const interrupt = openInterruption(
  () => performance.now(),
  () => process.exit(ExitCode.interrupted),
);

process.on('SIGINT', interrupt.press);
process.on('SIGTERM', interrupt.press);
process.on('SIGHUP', interrupt.press);

const isBrokenPipe = (error: unknown) => error instanceof Error && 'code' in error && error.code === 'EPIPE';

// Whatever is wrong with stdout: stop, and tidy up. A reader that has seen enough (`| head`) is no error of ours.
let stdoutError: Error | undefined;
process.stdout.on('error', (error) => {
  if (stdoutError !== undefined) return;
  stdoutError = error;
  interrupt.callOff(error);
  if (isBrokenPipe(error)) return;
  process.stderr.write(`error: stdout: ${error.message}\n`);
  process.exitCode = ExitCode.impossible;
});

const run: Run = async (flags, body) => {
  const terminal = processTerminal(
    { quiet: flags['quiet'] === true, color: flags['color'] !== false, verbose: flags['verbose'] === true },
    interrupt.signal,
  );
  try {
    const file = await loadConfigFile(terminal.directory);
    const resolved = resolveSettings(flags, terminal.environment, file);
    const { settings } = resolved;
    const code = await body({ terminal, settings, resolved, json: flags['json'] === true });
    if (stdoutError === undefined || isBrokenPipe(stdoutError)) process.exitCode = code;
  } catch (error) {
    if (isBrokenPipe(stdoutError ?? error)) {
      process.exitCode = ExitCode.done;
    } else if (stdoutError !== undefined) {
      process.exitCode = ExitCode.impossible;
    } else if (interrupt.signal.aborted) {
      process.stderr.write(`${interruptionText(error)}\n`);
      process.exitCode = ExitCode.interrupted;
    } else {
      process.stderr.write(`${complaintOf(error, terminal)}\n`);
      process.exitCode = exitCodeOf(error);
    }
  }
};

try {
  await createProgram(run).parseAsync();
} catch (error) {
  if (!(error instanceof CommanderError)) throw error;
  process.exitCode = error.exitCode === 0 ? ExitCode.done : ExitCode.impossible;
}
