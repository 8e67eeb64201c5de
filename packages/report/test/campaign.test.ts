import { runRecord } from '@parquetry/bench/record';
import { describe, expect, it } from 'vitest';
import { campaignSentence, campaignTitle } from '../src/campaign.ts';
import { fateChart } from '../src/charts/campaign-charts.ts';
import { describeChart } from '../src/charts/describe-chart.ts';
import { renderReport } from '../src/index.ts';
import { plainText as plainTextOf, type Sentence } from '../src/text/sentence.ts';
import { plausibleCampaign, recordOf, troubledCampaign } from './campaign-record.ts';

const plainText = (said: Sentence) => plainTextOf(said).replaceAll('\u00a0', ' ');

const textOf = (page: string) =>
  page
    .replace(/<(script|style)\b[^>]*>[\s\S]*?<\/\1>/g, '')
    .replace(/<[^>]*>/g, ' ')
    .replaceAll('&nbsp;', ' ')
    .replaceAll(/\s+/g, ' ');

describe('a fault campaign', () => {
  it('is a record like any other', () => {
    expect(runRecord.parse(recordOf(plausibleCampaign()))).toEqual(recordOf(plausibleCampaign()));
  });

  it('is told in one sentence: what became of all objects', () => {
    expect(plainText(campaignSentence(plausibleCampaign()))).toBe(
      'Of 100 objects that were delivered through 200 faults and 2 kills, none was lost and none is there twice: ' +
        '97 are there, equal to their sources row by row, and 3 are dead letters with their reason.',
    );
    expect(campaignTitle(plausibleCampaign()).replaceAll('\u00a0', ' ')).toBe(
      'nothing lost, nothing twice: 100 objects through faults and kills',
    );
  });

  it('names what it has found', () => {
    expect(plainText(campaignSentence(troubledCampaign()))).toContain(
      'and 2 kills, with 2 objects lost and 1 object there twice: 94 are there',
    );
    expect(campaignTitle(troubledCampaign()).replaceAll('\u00a0', ' ')).toContain(
      '2 objects lost and 1 object there twice',
    );
  });

  it('that was broken on purpose says so first', () => {
    const campaign = { ...troubledCampaign(), variant: 'manifest-first' as const, sight: null };
    expect(plainText(campaignSentence(campaign))).toMatch(
      /^A delivery that is broken on purpose \(manifest-first\): of 100 objects/,
    );
  });

  it('draws the fate of the objects, process by process', () => {
    const chart = fateChart(plausibleCampaign());
    expect(chart.columns).toEqual([
      { name: 'Process 1: killed after GET', values: [0, 30, 70] },
      { name: 'Process 2: failed by itself', values: [30, 0, 70] },
      { name: 'Process 3: killed between parts', values: [30, 40, 30] },
      { name: 'Process 4: came to its end', values: [70, 25, 5] },
      { name: 'Process 5: redriving, came to its end', values: [95, 2, 3] },
    ]);
    expect(describeChart('Fate', chart)).toBe(
      'Stacked column chart. Fate: objects. Process 1: killed after GET: converted before 0, converted by this process 30, ' +
        'not converted yet, or bad 70; … Process 5: redriving, came to its end: converted before 95, converted by this process 2, ' +
        'not converted yet, or bad 3;',
    );
  });
});

describe('the page of a fault campaign', () => {
  it('has findings, faults, kills, dead letters, the claim, and how to repeat it', async () => {
    const page = await renderReport(recordOf(plausibleCampaign()));
    const text = textOf(page);
    for (const said of [
      'Fate of the objects',
      'The check sees loss: of a delivery that was broken on purpose (manifest-first) it found 25 of 30 objects lost.',
      'Parquet by hyparquet and Avro by avsc',
      '503 Slow Down',
      'Of 500 requests, 60.0',
      'between parts 1 1',
      'data-quality (BadInputError) 3',
      'objects delivered with retries alone, of those that can be converted &gt; 99 % 98.0',
      '9 uploads were created, 4 completed, 5 aborted',
      'Repeat it',
      'Processes die, machines do not',
    ]) {
      expect(text.replaceAll('\u00a0', ' ')).toContain(said);
    }
    expect(text).not.toContain('This record holds no scenario.');
    expect(page).toContain('href="#campaign"');
    expect(page).not.toContain('href="#results"');
  });

  it('names the first findings of each kind, and nothing of the record as markup', async () => {
    const page = await renderReport(recordOf(troubledCampaign()));
    expect(page).toContain('out/3 copy.parquet holds rows of 3.csv once more');
    expect(page).toContain('in/&lt;2&gt;.csv: there is no out/2.avro');
    expect(page).toContain('the connection &lt;b&gt;broke&lt;/b&gt;');
  });

  it('says that its zeros mean nothing where the check sees no loss', async () => {
    const campaign = plausibleCampaign();
    const blind = { ...campaign, sight: { ...campaign.sight!, lost: 0 } };
    expect(await renderReport(recordOf(blind))).toContain('its zeros mean nothing');
  });
});
