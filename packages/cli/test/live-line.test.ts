import { Writable } from 'node:stream';
import { expect, it } from 'vitest';
import { barText, liveLine } from '../src/terminal/live-line.ts';

function screen(columns: number) {
  let text = '';
  const stream = new Writable({
    write(chunk, _encoding, done) {
      text += chunk;
      done();
    },
  });
  return { stream: Object.assign(stream, { columns }), written: () => text };
}

it('a live line takes the place of the last one, cut to the width of the terminal', () => {
  const { stream, written } = screen(10);
  using line = liveLine(stream);
  line.show('first');
  line.show('0123456789abc');
  expect(written()).toBe('\u001b[?25l\r\u001b[Kfirst\r\u001b[K012345678');
});

it('a live line shows what fits', () => {
  const { stream, written } = screen(10);
  using line = liveLine(stream);
  line.show('██ too long', 'short');
  expect(written().endsWith('short')).toBe(true);
});

it('what is said stays above a live line, which is gone in the end, and the cursor is back', () => {
  const { stream, written } = screen(80);
  const before = process.listenerCount('exit');
  const line = liveLine(stream);
  line.show('here');
  line.say('a note');
  line[Symbol.dispose]();
  expect(written()).toBe('\u001b[?25l\r\u001b[Khere\r\u001b[Ka note\nhere\r\u001b[K\u001b[?25h');
  expect(process.listenerCount('exit')).toBe(before);
});

it('a bar is as full as the share', () => {
  expect([0, 0.5, 1, 2].map((share) => barText(share, 4))).toEqual(['░░░░', '██░░', '████', '████']);
});
