import { describe, expect, test } from 'vitest';
import { reviewedFile } from '../../../src/reviewed/reviewed-file.ts';
import { refuseCheckoutPaths } from '../../../src/units/declared/refuse-checkout-paths.ts';

const PROJECT = '/home/me/project';

describe('a command of both trees', () => {
  test.each([
    [{ bench: [{ name: 'work', run: 'node /home/me/project/work.js' }] }],
    [{ benchJson: [{ name: 'work', run: 'sh -c "cd /home/me/project && node work.js"' }] }],
  ])('%j names the checkout, which would be measured on both sides', (asked) => {
    expect(() => refuseCheckoutPaths(asked, undefined, PROJECT)).toThrow(
      'work: the command names /home/me/project, so that both sides would run the same files',
    );
  });

  test('nor may one of the reviewed file', () => {
    const reviewed = reviewedFile.parse({
      benchmarks: { work: { kind: 'command', run: `node ${PROJECT}/a.js` } },
    });
    expect(() => refuseCheckoutPaths({}, reviewed, PROJECT)).toThrow('{tree}');
  });

  test('may name its own files, and programs of the machine', () => {
    const asked = { bench: [{ name: 'work', run: '/usr/bin/env node {tree}/work.js' }] };
    expect(() => refuseCheckoutPaths(asked, reviewedFile.parse({}), PROJECT)).not.toThrow();
  });
});
