import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { describe, expect, it } from 'vitest';
import { measureCommand } from '../../../src/units/command/measure-command.ts';
import { findTimingShell, timingShell } from '../../../src/units/command/timing-shell.ts';
import { showsItsPeak } from '../../../src/units/command/watch-peak-rss.ts';

const measure = (argv: readonly string[], more: Partial<Parameters<typeof measureCommand>[0]> = {}) =>
  measureCommand({
    shell: timingShell(),
    argv,
    directory: tmpdir(),
    runs: 1,
    timeoutMs: 60_000,
    ...more,
  });

/** Busy for at least that long by its own CPU clock, so that what is asserted holds on any machine. */
const busy = (ms: number) =>
  `const end = process.cpuUsage().user + ${ms * 1000}; while (process.cpuUsage().user < end);`;

describe('measuring a command', () => {
  it('sees the peak of what lives for ten looks', () => {
    expect([99, 100].map(showsItsPeak)).toEqual([false, true]);
  });

  it('counts the CPU time of the processes that it starts', async () => {
    const child = `require('node:child_process').execFileSync(process.execPath, ['-e', ${JSON.stringify(busy(50))}])`;
    const measured = await measure([process.execPath, '-e', child]);
    expect(measured.status === 'measured' && measured.cpuMs).toBeGreaterThanOrEqual(50);
  });

  it('tells the memory of the process that used most, not only of the one that started it', async () => {
    const large = `const held = Buffer.alloc(96 * 2 ** 20, 1); ${busy(60)} held[0];`;
    const measured = await measure(['sh', '-c', '"$0" -e "$1"; true', process.execPath, large]);
    expect(measured.status === 'measured' && measured.peakRssBytes).toBeGreaterThan(96 * 2 ** 20);
  });

  it('runs the command as often as it is asked to, and tells the mean', async () => {
    const measured = await measure(['sh', '-c', 'echo run'], { runs: 3 });
    expect(measured.status === 'measured' && measured.stdout).toBe('run\nrun\nrun\n');
  });

  it('works with the shell of the system where bash is missing', async () => {
    const shell = findTimingShell(() => undefined);
    const measured = await measure([process.execPath, '-e', busy(60)], { shell });
    expect(measured.status === 'measured' && measured.cpuMs).toBeGreaterThanOrEqual(50);
  });

  it('runs a program even where the shell has a builtin of that name', async () => {
    const measured = await measure(['echo', '--version']);
    expect(measured.status === 'measured' && measured.stdout).toContain('echo (');
  });

  it('does not show the command the file that the shell tells its times on', async () => {
    const measured = await measure(['sh', '-c', '(echo seen >&3) 2>/dev/null || echo closed']);
    expect(measured.status === 'measured' && measured.stdout).toBe('closed\n');
  });

  it('fails with what was printed last where a run fails, and runs no other', async () => {
    const measured = await measure(['sh', '-c', 'echo working; echo broken >&2; exit 7'], { runs: 5 });
    expect(measured).toEqual({ status: 'failed', error: expect.stringContaining('exited with code 7') });
    const error = measured.status === 'failed' ? measured.error : '';
    expect(error.split('\n').toSorted()).toEqual(['broken', 'exited with code 7', 'working']);
  });

  it('names the signal that ended a command', async () => {
    const measured = await measure(['sh', '-c', 'kill -9 $$']);
    expect(measured.status === 'failed' && measured.error).toContain('exited with code 137 (SIGKILL)');
  });

  it('says which program there is none of', async () => {
    const measured = await measure(['no-such-program-here']);
    expect(measured.status === 'failed' && measured.error).toContain('no-such-program-here: not found');
  });

  it('says that a directory is missing', async () => {
    const measured = await measure(['true'], { directory: '/no/such/directory' });
    expect(measured.status === 'failed' && measured.error).toContain('could not be started');
  });

  it('stops a command that takes too long, with everything that it started', async () => {
    const measured = await measure(['sh', '-c', 'sleep 600 & echo $!; wait'], { timeoutMs: 300 });
    expect(measured.status).toBe('failed');
    const [said = '', pid = ''] = measured.status === 'failed' ? measured.error.split('\n') : [];
    expect(said).toBe('took more than 0.3 s and was stopped');
    if (pid !== '') await expect.poll(() => existsSync(`/proc/${pid}/cwd`)).toBe(false);
  });

  it('does not wait for what a command leaves running', async () => {
    const measured = await measure(['sh', '-c', 'sleep 600 &']);
    expect(measured.status).toBe('measured');
  });

  it('stops when it is aborted', async () => {
    const aborting = new AbortController();
    const measuring = measure(['sleep', '600'], { signal: aborting.signal });
    aborting.abort(new Error('enough'));
    await expect(measuring).rejects.toThrow('enough');
    await expect(measure(['true'], { signal: aborting.signal })).rejects.toThrow('enough');
  });
});
