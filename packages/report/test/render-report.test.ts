import { createHash } from 'node:crypto';
import { runRecord } from '@parquetry/bench/record';
import { describe, expect, it } from 'vitest';
import { renderReport } from '../src/index.ts';
import { plausibleRecord } from './plausible-record.ts';
import { HOSTILE_NAMES, hostileRecord, recordWithFailures } from './troubled-records.ts';

describe('the records the tests use', () => {
  it.each([
    ['plausible', plausibleRecord()],
    ['with failures', recordWithFailures()],
    ['hostile', hostileRecord()],
  ])('are valid: %s', (_name, record) => {
    expect(runRecord.parse(record)).toEqual(record);
  });
});

function stylesOf(page: string): string {
  return /<style>([\s\S]*?)<\/style>/.exec(page)?.[1] ?? '';
}

/** The page without what stands inside its scripts and styles. */
function markupOf(page: string): string {
  return page.replace(/<(script|style)\b([^>]*)>[\s\S]*?<\/\1>/g, '');
}

describe('a rendered report', () => {
  it('refers to nothing outside itself', async () => {
    const page = await renderReport(plausibleRecord());
    const references = [...page.matchAll(/<[a-z][^>]*?\s(?:src|href|action|data)="([^"]*)"/gi)].map(
      ([, url]) => url,
    );
    expect(references.length).toBeGreaterThan(5);
    expect(references.filter((url) => !url?.startsWith('#'))).toEqual([]);
    expect(stylesOf(page).match(/@import|url\(/g)).toBeNull();
  });

  it('allows its own script and styles by hash and nothing else', async () => {
    const page = await renderReport(plausibleRecord());
    const policy = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(page)?.[1] ?? '';
    const hashOf = (text = '') => `&#39;sha256-${createHash('sha256').update(text).digest('base64')}&#39;`;
    const script = /<script>([\s\S]*?)<\/script>/.exec(page)?.[1];
    expect(policy).toContain('default-src &#39;none&#39;');
    expect(policy).toContain(`script-src ${hashOf(script)};`);
    expect(policy).toContain(`style-src ${hashOf(stylesOf(page))};`);
    expect(markupOf(page).match(/\s(?:style|on[a-z]+)="/gi)).toBeNull();
  });

  it('carries the record unchanged', async () => {
    const record = hostileRecord();
    const json = /id="run-record">([^<]*)<\/script>/.exec(await renderReport(record))?.[1] ?? '';
    expect(JSON.parse(json)).toEqual(record);
  });

  it('writes hostile names nowhere as markup', async () => {
    const page = await renderReport(hostileRecord());
    expect(page.includes(HOSTILE_NAMES.script)).toBe(false);
    expect(markupOf(page).match(/<(?:img|style)\b/g)).toBeNull();
    expect(page.match(/<\/script>/g)?.length).toBe(page.match(/<script[ >]/g)?.length);
  });

  it('gives every cell of the record a row, figures or not', async () => {
    const record = recordWithFailures();
    const page = await renderReport(record);
    const rows = /id="results">([\s\S]*?)<section/.exec(page)?.[1]?.match(/<th scope="row">/g) ?? [];
    expect(rows).toHaveLength(record.measurements.length);
    expect(page.includes('expected &quot;0042&quot;, found 42')).toBe(true);
  });

  it('labels local figures as local even when the place does not say so', async () => {
    const page = await renderReport({ ...plausibleRecord(), place: '2 cores · AMD EPYC' });
    expect(page.includes('local · 2 cores · AMD EPYC')).toBe(true);
  });

  it('is rendered for a record without any scenario', async () => {
    const page = await renderReport({ ...plausibleRecord(), scenarios: [], measurements: [] });
    expect(page.includes('This record holds no scenario.')).toBe(true);
  });

  it('is the same text every time', async () => {
    const [first, second] = [await renderReport(plausibleRecord()), await renderReport(plausibleRecord())];
    expect(first === second).toBe(true);
  });
});
