import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { reviewedFile } from '../../../src/reviewed/reviewed-file.ts';
import { refuseCheckoutPaths } from '../../../src/units/declared/refuse-checkout-paths.ts';

const PROJECT = '/home/me/project';

afterEach(() => vi.unstubAllEnvs());

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

  test.each([
    'node $GATE_TEST_PROJECT/work.js',
    'sh -c "cd $GATE_TEST_PROJECT && node work.js"',
    'node --file=/home/me/../me/project/x',
  ])('may not name the checkout as %s either', (run) => {
    vi.stubEnv('GATE_TEST_PROJECT', PROJECT);
    const asked = { bench: [{ name: 'work', run }] };
    expect(() => refuseCheckoutPaths(asked, undefined, PROJECT)).toThrow('{tree}');
  });

  test('may not name it through a link, nor is a link to it the way around', () => {
    const directory = mkdtempSync(join(tmpdir(), 'gate my checkout-'));
    onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
    const [real, link] = [join(directory, 'real'), join(directory, 'link')];
    mkdirSync(real);
    symlinkSync(real, link);
    for (const [named, project] of [
      [link, real],
      [real, link],
    ] as const) {
      const asked = { bench: [{ name: 'work', run: `node '${named}/not-there/work.js'` }] };
      expect(() => refuseCheckoutPaths(asked, undefined, project)).toThrow('{tree}');
    }
    const script = { bench: [{ name: 'work', run: `sh -c 'cd "${real}" && node work.js'` }] };
    expect(() => refuseCheckoutPaths(script, undefined, real)).toThrow('{tree}');
  });

  test.each(['/home/me/project-data/in.csv', '/home/me/project.old', '/mnt/home/me/project', '/home/me'])(
    'may name %s, which is beside it',
    (path) => {
      const asked = { bench: [{ name: 'work', run: `node work.js ${path}` }] };
      expect(() => refuseCheckoutPaths(asked, undefined, PROJECT)).not.toThrow();
    },
  );

  test('is not looked at where only others run', () => {
    const reviewed = reviewedFile.parse({
      benchmarks: { work: { kind: 'command', run: `node ${PROJECT}/a.js` } },
    });
    const asked = { bench: [{ name: 'other', run: 'node other.js' }] };
    expect(() => refuseCheckoutPaths(asked, reviewed, PROJECT)).not.toThrow();
  });

  test('may name its own files, and programs of the machine', () => {
    const asked = { bench: [{ name: 'work', run: '/usr/bin/env node {tree}/work.js' }] };
    expect(() => refuseCheckoutPaths(asked, reviewedFile.parse({}), PROJECT)).not.toThrow();
  });
});
