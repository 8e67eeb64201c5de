import { PassThrough } from 'node:stream';
import { expect, it } from 'vitest';
import { UsageError } from '../src/exit-codes.ts';
import { isAllowed } from '../src/terminal/ask.ts';
import type { Terminal } from '../src/terminal/terminal.ts';

function somebody({ isThere = true } = {}) {
  const abort = new AbortController();
  const stdin = Object.assign(new PassThrough(), { isTTY: isThere });
  const stderr = new PassThrough();
  const terminal = { stdin, stderr, signal: abort.signal } as unknown as Terminal;
  return { abort, stderr, stdin, terminal };
}

it.each([
  ['y', true],
  ['Yes', true],
  [' y ', true],
  ['n', false],
  ['', false],
  ['yesterday', false],
])('of somebody who says "%s" it is %s that they allow it', async (said, expected) => {
  const { stderr, stdin, terminal } = somebody();
  stdin.write(`${said}\n`);
  expect(await isAllowed('Go ahead?', terminal)).toBe(expected);
  expect(String(stderr.read())).toContain('Go ahead? [y/N] ');
});

it('where there is nobody, the way out is named', async () => {
  const { terminal } = somebody({ isThere: false });
  await expect(isAllowed('Go ahead?', terminal)).rejects.toThrow(UsageError);
  await expect(isAllowed('Go ahead?', terminal)).rejects.toThrow('give --yes');
});

it('Ctrl-C is no answer', async () => {
  const { abort, terminal } = somebody();
  const asked = isAllowed('Go ahead?', terminal);
  abort.abort(new Error('called off'));
  await expect(asked).rejects.toThrow();
});
