import { gzipSync } from 'node:zlib';
import { parse } from 'csv-parse/sync';
import { describe, expect, test } from 'vitest';
import { lakeIn, outputKeys, planOf, recipeOf } from '../../src/campaign/sources/lake.ts';
import { countsOf, planSources } from '../../src/campaign/sources/plan-sources.ts';
import { HEADER, sourceText } from '../../src/campaign/sources/source-text.ts';

const planned = planSources({ files: 400, large: 4, bad: 6 }, 3);

describe('the sources of a campaign', () => {
  test('are as many of each kind as were asked for, in the order of their keys', () => {
    const ofKind = (kind: string) => planned.filter((source) => source.kind === kind);
    expect([ofKind('small').length, ofKind('large').length, ofKind('bad').length]).toEqual([390, 4, 6]);
    const keys = planned.map(({ key }) => key);
    expect(keys).toEqual(keys.toSorted());
    expect(new Set(keys).size).toBe(400);
    expect(ofKind('large').map(({ index }) => index)).toEqual([99, 199, 299, 399]);
  });

  test('are the same for the same seed, and others for another', () => {
    expect(planSources({ files: 400, large: 4, bad: 6 }, 3)).toEqual(planned);
    expect(planSources({ files: 400, large: 4, bad: 6 }, 4)).not.toEqual(planned);
    expect(sourceText(planned[5]!, 3).equals(sourceText(planned[5]!, 3))).toBe(true);
    expect(sourceText(planned[5]!, 3).equals(sourceText(planned[5]!, 4))).toBe(false);
  });

  test('have rows with ids that no two rows share', () => {
    const some = planned.filter(({ kind }) => kind === 'small').slice(0, 40);
    const ids = some.flatMap((source) =>
      (parse(sourceText(source, 3), { columns: true }) as { id: string }[]).map(({ id }) => id),
    );
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.length).toBe(some.reduce((sum, { rows }) => sum + rows, 0));
  });

  test('are, where they are large, of more than two parts that nothing compresses', () => {
    const text = sourceText(planned.find(({ kind }) => kind === 'large')!, 3);
    expect(text.length).toBeGreaterThan(11e6);
    expect(text.length).toBeLessThan(16e6);
    expect(gzipSync(text, { level: 1 }).length).toBeGreaterThan(8e6);
  });

  test('cannot be read, where they are bad, for one of three reasons', () => {
    const troubles = [0, 1, 2].map((index) => {
      const text = sourceText({ index, key: '', kind: 'bad', rows: 9 }, 3).toString();
      try {
        return (parse(text, { columns: true }) as { id: string }[]).some(({ id }) => !/^\d+$/.test(id));
      } catch (error) {
        return (error as { code: string }).code;
      }
    });
    expect(troubles).toEqual([
      true,
      'CSV_RECORD_INCONSISTENT_COLUMNS',
      expect.stringMatching(/^CSV_(QUOTE_NOT_CLOSED|INVALID_CLOSING_QUOTE|RECORD_INCONSISTENT)/),
    ]);
  });

  test('are refused when more of them are special than there are', () => {
    expect(() => planSources({ files: 5, large: 4, bad: 2 }, 1)).toThrow('ask for more');
  });

  test('come in numbers that grow with the campaign', () => {
    expect(countsOf(5000)).toEqual({ files: 5000, large: 20, bad: 25 });
    expect(countsOf(50_000)).toEqual({ files: 50_000, large: 20, bad: 250 });
    expect(countsOf(10)).toEqual({ files: 10, large: 2, bad: 2 });
  });

  test('begin with the line that the recipe knows them by', () => {
    const { typing } = recipeOf(lakeIn('s3://lake'));
    const firstLine = typing.kind === 'shared' ? typing.model?.firstLine : undefined;
    expect(Buffer.from(firstLine ?? '', 'base64').toString()).toBe(HEADER);
  });

  test('have outputs where the plan of the judge looks for them', () => {
    const lake = lakeIn('s3://lake');
    const plan = planOf(lake, { key: 'folder 000/000001 ü.csv', etag: 'e', bytes: 9 });
    expect(plan.outputs.map(({ ref }) => ref.key)).toEqual(outputKeys(lake, 'folder 000/000001 ü.csv'));
    expect(plan.outputs.map(({ ref }) => ref.key)).toEqual([
      'out/folder 000/000001 ü.parquet',
      'out/folder 000/000001 ü.avro',
    ]);
  });
});
