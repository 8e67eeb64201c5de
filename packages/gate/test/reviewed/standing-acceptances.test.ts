import { describe, expect, test } from 'vitest';
import { type ReviewedFile, reviewedFile } from '../../src/reviewed/reviewed-file.ts';
import { type Acceptable, standingAcceptances } from '../../src/reviewed/standing-acceptances.ts';

const BASE = '1'.repeat(40);
const OTHER = '2'.repeat(40);
const slower = {
  benchmark: 'small-files',
  metric: 'cpu',
  upTo: 0.08,
  because: 'checks more',
  base: BASE,
} as const;

const fileOf = (...accepted: ReviewedFile['accepted']) => reviewedFile.parse({ accepted });
const run = (change: Partial<Acceptable> = {}): Acceptable => ({
  head: fileOf(slower),
  base: fileOf(),
  baseCommit: BASE,
  benchmarks: ['small-files', 'large-file'],
  ...change,
});
const reasons = (change: Partial<Acceptable>) => standingAcceptances(run(change)).map((one) => one.void);

describe('an accepted slowdown', () => {
  test('stands where it was accepted against this base', () => {
    expect(standingAcceptances(run())).toEqual([slower]);
    expect(standingAcceptances(run({ base: undefined }))).toEqual([slower]);
  });

  test('is void against any other base, a rebased one too, and says how to accept again', () => {
    const [reason] = reasons({ baseCommit: OTHER });
    expect(reason).toContain('111111111111');
    expect(reason).toContain('222222222222');
    expect(reason).toContain(`parquetry gate accept 'small-files' --up-to 8% --base ${OTHER} --because '…'`);
  });

  test('is void where its base is a beginning of the commit or a branch: only the whole hash binds', () => {
    expect(reasons({ head: fileOf({ ...slower, base: BASE.slice(0, 12) }) })).not.toEqual([undefined]);
    expect(reasons({ head: fileOf({ ...slower, base: 'main' }) })).not.toEqual([undefined]);
  });

  test('is void once it was merged: base has it in its own file', () => {
    const [reason] = reasons({ base: fileOf(slower), baseCommit: OTHER });
    expect(reason).toContain('merged');
    expect(reasons({ base: fileOf(slower) })[0]).toContain('merged');
  });

  test('stands where base has an older one of the same benchmark in its file', () => {
    expect(reasons({ base: fileOf({ ...slower, base: OTHER, because: 'earlier' }) })).toEqual([undefined]);
  });

  test('is void where no benchmark of the run has its name, so that a removed one is not excused', () => {
    const [reason] = reasons({ benchmarks: ['large-file'] });
    expect(reason).toContain('no benchmark of this run has that name');
  });

  test('of another metric than CPU time names it where it says how to accept again', () => {
    expect(reasons({ head: fileOf({ ...slower, metric: 'rss' }), baseCommit: OTHER })[0]).toContain(
      "gate accept 'small-files' --metric rss --up-to 8%",
    );
  });

  test('is quoted for a shell, whatever its benchmark is called', () => {
    const odd = { ...slower, benchmark: "it's $(x)" };
    expect(reasons({ head: fileOf(odd), benchmarks: [odd.benchmark], baseCommit: OTHER })[0]).toContain(
      `gate accept 'it'\\''s $(x)' --up-to`,
    );
  });
});

test('a head without a reviewed file accepts nothing', () => {
  expect(standingAcceptances(run({ head: undefined }))).toEqual([]);
});
