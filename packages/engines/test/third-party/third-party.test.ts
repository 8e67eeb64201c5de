/** Other people's cases: none may fail, and no fewer may pass than the committed table says. */
import { describe, expect, it } from 'vitest';
import { committedPasses } from './conformance-table.ts';
import { contestantsOf, runSuite } from './run-suite.ts';
import { suites } from './suites.ts';

const TIMEOUT_MS = 120_000;

for (const suite of suites) {
  describe.skipIf(!suite.isHere)(`${suite.name}: ${suite.about}`, { timeout: TIMEOUT_MS }, () => {
    it.each(contestantsOf(suite))('comes out right in %s, or says why not', async (by) => {
      const { verdicts } = await runSuite(suite, by);
      const failures = verdicts.flatMap((one) =>
        one.verdict === 'failed' ? [`${one.id}: ${one.because}`] : [],
      );
      expect(failures).toEqual([]);
      const passes = verdicts.filter(({ verdict }) => verdict === 'passed').length;
      expect(passes, 'fewer than docs/conformance.md says').toBeGreaterThanOrEqual(
        committedPasses(suite.name, by),
      );
    });
  });
}
