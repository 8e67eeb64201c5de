/**
 * Adds up the runner's machine-readable results and the exit codes of other steps into one closing line,
 * `N passed, N failed, N skipped`. Exits 1 when anything failed or nothing ran.
 *
 * Usage: node scripts/sum-results.ts [--step NAME=EXIT_CODE]… RESULT.json…
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';

interface VitestResult {
  readonly success: boolean;
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly numTodoTests: number;
}

interface Sum {
  passed: number;
  failed: number;
  skipped: number;
}

const complain = (line: string) => process.stderr.write(`${line}\n`);

function addRunner(sum: Sum, path: string): void {
  let result: VitestResult;
  try {
    result = JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    complain(`${path}: the test runner left no result`);
    sum.failed += 1;
    return;
  }
  const ran = result.numPassedTests + result.numFailedTests;
  if (ran === 0) complain(`${path}: no test ran`);
  sum.passed += result.numPassedTests;
  sum.failed += result.numFailedTests;
  sum.skipped += result.numPendingTests + result.numTodoTests;
  if (ran === 0 || (!result.success && result.numFailedTests === 0)) sum.failed += 1;
}

function addStep(sum: Sum, step: string): void {
  const code = step.slice(step.lastIndexOf('=') + 1);
  if (code === '0') sum.passed += 1;
  else {
    complain(`${step.slice(0, step.lastIndexOf('='))} failed with exit code ${code}`);
    sum.failed += 1;
  }
}

const { values, positionals } = parseArgs({
  options: { step: { type: 'string', multiple: true, default: [] } },
  allowPositionals: true,
});
const sum: Sum = { passed: 0, failed: 0, skipped: 0 };
for (const path of positionals) addRunner(sum, path);
for (const step of values.step) addStep(sum, step);

process.stdout.write(`${sum.passed} passed, ${sum.failed} failed, ${sum.skipped} skipped\n`);
process.exitCode = sum.failed > 0 || sum.passed === 0 ? 1 : 0;
