import { describe, expect, it } from 'vitest';
import { checkArithmetic } from '../../src/claims/check-arithmetic.ts';
import { claimPrices } from '../../src/claims/request-prices.ts';
import { lambdaPrice } from '../../src/figures/lambda-prices.ts';

const checks = checkArithmetic(claimPrices(lambdaPrice('x64')));
const about = (text: string) =>
  checks.find(({ stated, computed }) => `${stated}: ${computed}`.includes(text));

describe("the document's arithmetic", () => {
  it.each([
    ['10,000 files a month cost $5.00', '0.55 s × 2 GB × $0.0000166667 × 10,000 = $0.183', '27.3 times'],
    ['$1, $8 and $75', '$1.00, $0.800, $0.750 for each 10,000', 'proportional'],
    ['provisioned concurrency', '= $216.00 a month', 'costs more than the table says'],
    ['stages of a file', '0.034 + 0.039 + 0.05 + 0.11 = 0.233 s', '53–61 %'],
    ['3–5x fewer S3 calls', 'a file needs 3 at least', '9–15 calls'],
    ['10 files take 1–2 s', '10 × 0.05–0.1 s is 0.5–1 s', 'only their ends in common'],
    ['500 files in 30–50 s', 'are 600–1,000 files a minute', 'best end'],
    ['1,000+ files a minute after', '60 s over 0.05–0.1 s is 600–1,200', '0.06 s a file'],
    ['100x more files', '10x the capacity', 'as long is allowed'],
  ])('contradicts itself: %s', (stated, computed, so) => {
    const check = about(stated);
    expect(check?.holds).toBe(false);
    expect(check?.computed).toContain(computed);
    expect(check?.so).toContain(so);
  });

  it.each([
    ['5–10× faster', '5–12×'],
    ['~100 files a minute', '100–120 files a minute'],
    ['reductions of 67–83 %', 'the same to the percent'],
    ['savings of 80, 84, 85 %', '80, 84, 85 %'],
    ['~6, 30, 60 and 300 s', '0.6 s a file'],
  ])('agrees with itself: %s', (stated, computed) => {
    const check = about(stated);
    expect(check?.holds).toBe(true);
    expect(check?.computed).toContain(computed);
  });

  it('is told as nothing but figures and sentences', () => {
    for (const { computed, so } of checks) {
      expect(`${computed} ${so}`).not.toMatch(/NaN|undefined|Infinity/);
      expect(so).toMatch(/\.$/);
    }
  });
});
