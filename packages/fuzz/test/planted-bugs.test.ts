import { expect, it } from 'vitest';
import { copyProject, type PlantedBug, plant } from './copy-project.ts';
import { runFuzzer } from './run-fuzzer.ts';

const BUDGET_SECONDS = '20';
/** An engine with rules of its own may notice by itself that the reader's are others. */
const FOUND = /^finding: (crash\n.* is read in two ways|(?!crash|hang|memory|the fuzzer))/;

const BUGS: Readonly<Record<string, PlantedBug>> = {
  'the last row is dropped when the file has no final line end': {
    file: 'core/src/csv/scan-records.ts',
    text: '    rows += 1;\n    recordStart = at;',
    replacement:
      '    if (at < end || bytes[at - 1] === LF || bytes[at - 1] === CR) rows += 1;\n    recordStart = at;',
  },
  'a quote at the edge of a chunk is misread': {
    file: 'core/src/csv/scan-records.ts',
    text: 'if (fieldEnd + 1 >= end && !isLast) break scanning;',
    replacement: '',
  },
  'integers beyond 64 bits wrap instead of becoming text': {
    file: 'core/src/schema/cell-evidence.ts',
    text: 'if (value < INT64_MIN || value > INT64_MAX) return Evidence.text;',
    replacement: '',
  },
};

it.each(Object.entries(BUGS))('found within its budget: %s', async (_, bug) => {
  await using project = await copyProject();
  await plant(project, bug);
  const { code, stdout, stderr } = await runFuzzer(project.path, [
    '--seed',
    '1',
    '--seconds',
    BUDGET_SECONDS,
  ]);
  expect(stderr).toBe('');
  expect(stdout).toMatch(FOUND);
  expect(stdout).toContain('repeat: npm run fuzz -- --case ');
  expect(code).toBe(1);
});
