import { expect, it } from 'vitest';
import { countersSection, judgeDeclared } from '../../src/counters/judge-declared.ts';
import { tellDifference } from '../../src/counters/tell-counters.ts';
import { reviewedFile } from '../../src/reviewed/reviewed-file.ts';
import type { Counters } from '../../src/unit/gate-unit.ts';

const head = new Map<string, Counters>([
  ['tree', { 'production dependencies': { value: 245, rule: 'upper' } }],
  ['s3', { rows: { value: 10, rule: 'exact' }, gets: { value: 40, rule: 'exact' } }],
]);

it('what was written down from a count agrees with it, and is in the order of names', () => {
  const section = countersSection(head);
  expect(judgeDeclared(head, section)).toEqual([]);
  expect(JSON.stringify(section)).toBe('{"s3":{"gets":40,"rows":10},"tree":{"production dependencies":245}}');
  expect(reviewedFile.parse({ counters: section }).counters).toEqual(section);
});

it('less is a difference as well: there is no base that could tell better from worse', () => {
  const [difference, ...others] = judgeDeclared(head, {
    ...countersSection(head),
    tree: { 'production dependencies': 250 },
  });
  expect(others).toEqual([]);
  expect(tellDifference(difference!)).toBe(
    "tree: production dependencies is 245, and parquetry.gate.json declares 250; if that is meant, declare it: parquetry gate accept --counters --because '…'",
  );
});

it('a counter that is not declared is told of', () => {
  const differences = judgeDeclared(head, { s3: { rows: 10 }, tree: { 'production dependencies': 245 } });
  expect(differences).toEqual([{ benchmark: 's3', counter: 'gets', declared: null, counted: 40 }]);
  expect(tellDifference(differences[0]!)).toContain('s3: gets is 40 and not declared');
});

it('a declared counter that was not counted is told of, that of a benchmark that did not run too', () => {
  const section = countersSection(head);
  const differences = judgeDeclared(head, {
    ...section,
    s3: { ...section['s3'], puts: 80 },
    gone: { rows: 3 },
  });
  expect(differences.map(tellDifference)).toEqual([
    expect.stringContaining('gone: rows is declared as 3 and was not counted'),
    expect.stringContaining('s3: puts is declared as 80 and was not counted'),
  ]);
});
