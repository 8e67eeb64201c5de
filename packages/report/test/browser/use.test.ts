import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { plausibleRecord } from '../plausible-record.ts';
import { hostileRecord, recordWithFailures } from '../troubled-records.ts';
import { launchChromium, openReport } from './open-report.ts';

let browser: Browser;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(async () => {
  await browser?.close();
});

const PHONE = { width: 390, height: 844 };
const MOST_TABS = 150;

/** Presses Tab until the focused element matches; throws if the keyboard does not get there. */
async function tabTo(page: Page, selector: string): Promise<void> {
  for (let presses = 0; presses < MOST_TABS; presses += 1) {
    await page.keyboard.press('Tab');
    if (await page.evaluate((wanted) => document.activeElement?.matches(wanted) === true, selector)) return;
  }
  throw new Error(`the keyboard does not reach ${selector}`);
}

function colourOf(page: Page, selector: string, property: 'color' | 'background-color'): Promise<string> {
  return page
    .locator(selector)
    .first()
    .evaluate((element, name) => getComputedStyle(element).getPropertyValue(name), property);
}

/** Relative luminance, https://www.w3.org/TR/WCAG22/#dfn-relative-luminance */
function luminanceOf(colour: string): number {
  const [red, green, blue] = (colour.match(/[\d.]+/g) ?? []).slice(0, 3).map((channel) => {
    const share = Number(channel) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * (red ?? 0) + 0.7152 * (green ?? 0) + 0.0722 * (blue ?? 0);
}

/** https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio */
function contrastOf(one: string, other: string): number {
  const [darker, lighter] = [luminanceOf(one), luminanceOf(other)].toSorted((a, b) => a - b) as [
    number,
    number,
  ];
  return (lighter + 0.05) / (darker + 0.05);
}

function tickColour(page: Page): Promise<unknown> {
  return page.evaluate(() => {
    const { Chart } = globalThis as unknown as { Chart: typeof import('chart.js').Chart };
    const options: unknown = Chart.getChart('chart-throughput')?.scales['x']?.options;
    return (options as { ticks: { color: unknown } }).ticks.color;
  });
}

describe('by keyboard', () => {
  it('the first stop skips to the answer', async () => {
    await using report = await openReport(browser, plausibleRecord());
    const { page } = report;
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('answer');
  });

  it('the theme switch turns page and charts dark and back', async () => {
    await using report = await openReport(browser, plausibleRecord(), { colorScheme: 'light' });
    const { page } = report;
    const [background, ticks] = [await colourOf(page, 'body', 'background-color'), await tickColour(page)];
    await tabTo(page, '#theme');
    await page.keyboard.press('Enter');
    expect(await page.locator('#theme').getAttribute('aria-pressed')).toBe('true');
    expect(luminanceOf(await colourOf(page, 'body', 'background-color'))).toBeLessThan(0.05);
    expect(await tickColour(page)).not.toBe(ticks);
    await page.keyboard.press('Space');
    expect(await colourOf(page, 'body', 'background-color')).toBe(background);
    expect(report.problems).toEqual([]);
  });

  it('a table opens below its chart', async () => {
    await using report = await openReport(browser, plausibleRecord());
    const { page } = report;
    await tabTo(page, '#figure-throughput summary');
    await page.keyboard.press('Enter');
    expect(await page.locator('#figure-throughput table').isVisible()).toBe(true);
    await tabTo(page, '#figure-throughput .scroll');
  });

  it('the copy button puts the command on the clipboard and says so', async () => {
    const record = hostileRecord();
    await using report = await openReport(browser, record, {
      permissions: ['clipboard-read', 'clipboard-write'],
    });
    const { page } = report;
    await tabTo(page, 'button[data-copy="repeat-run"]');
    await page.keyboard.press('Enter');
    await page.locator('#repeat-run-status').filter({ hasText: 'Copied' }).waitFor();
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(record.command);
  });

  it('the command is left selected where the clipboard is out of reach', async () => {
    const record = plausibleRecord();
    await using report = await openReport(browser, record, {
      before: () => Object.defineProperty(navigator, 'clipboard', { value: undefined }),
    });
    const { page } = report;
    await page.locator('button[data-copy="repeat-0"]').click();
    await page.locator('#repeat-0-status').filter({ hasText: 'Selected' }).waitFor();
    expect(await page.evaluate(() => getSelection()?.toString())).toBe(record.scenarios[0]?.repeat);
  });

  it('whatever has the focus shows it', async () => {
    await using report = await openReport(browser, plausibleRecord());
    await tabTo(report.page, '#theme');
    const outline = await report.page
      .locator('#theme')
      .evaluate((element) => getComputedStyle(element).outlineWidth);
    expect(outline).toBe('3px');
  });
});

describe('on any screen', () => {
  it.each([
    ['complete', plausibleRecord()],
    ['with failures', recordWithFailures()],
    ['hostile', hostileRecord()],
  ])('a phone never scrolls sideways, all tables open: %s', async (_name, record) => {
    await using report = await openReport(browser, record, { viewport: PHONE });
    const widest = await report.page.evaluate(() => {
      for (const details of document.querySelectorAll('details')) details.open = true;
      return document.documentElement.scrollWidth;
    });
    expect(widest).toBe(PHONE.width);
  });

  it('the first screen of a desktop holds the sentence, the badge, the key figures and the whole chart', async () => {
    await using report = await openReport(browser, plausibleRecord());
    for (const selector of ['h1', '.badge', '.tiles', '#chart-throughput']) {
      const box = await report.page.locator(selector).first().boundingBox();
      expect(box === null ? Number.POSITIVE_INFINITY : box.y + box.height, selector).toBeLessThanOrEqual(800);
    }
  });

  it('the first screen of a phone holds the sentence, the badge and the key figures', async () => {
    await using report = await openReport(browser, plausibleRecord(), { viewport: PHONE });
    for (const selector of ['h1', '.badge', '.tiles']) {
      const box = await report.page.locator(selector).first().boundingBox();
      expect(box === null ? Number.POSITIVE_INFINITY : box.y + box.height, selector).toBeLessThanOrEqual(844);
    }
  });

  it('labels of a logarithmic axis do not meet on a phone', async () => {
    await using report = await openReport(browser, plausibleRecord(), { viewport: PHONE });
    const gaps = await report.page.evaluate(() => {
      const { Chart } = globalThis as unknown as { Chart: typeof import('chart.js').Chart };
      const axis = Chart.getChart('chart-startup-1')?.scales['x'];
      const places = axis?.ticks.map(({ value }) => axis.getPixelForValue(value)) ?? [];
      return places.slice(1).map((place, index) => place - (places[index] ?? 0));
    });
    expect(gaps.length).toBeGreaterThan(0);
    expect(Math.min(...gaps)).toBeGreaterThan(60);
  });

  it('the system’s dark scheme is followed, also when it changes', async () => {
    await using report = await openReport(browser, plausibleRecord(), { colorScheme: 'dark' });
    const { page } = report;
    const ticks = await tickColour(page);
    expect(luminanceOf(await colourOf(page, 'body', 'background-color'))).toBeLessThan(0.05);
    expect(await page.locator('#theme').getAttribute('aria-pressed')).toBe('true');
    await page.emulateMedia({ colorScheme: 'light' });
    expect(luminanceOf(await colourOf(page, 'body', 'background-color'))).toBeGreaterThan(0.8);
    await page.locator('#theme[aria-pressed="false"]').waitFor();
    expect(await tickColour(page)).not.toBe(ticks);
  });

  it('prints in light colours and returns to the dark ones', async () => {
    await using report = await openReport(browser, plausibleRecord(), { colorScheme: 'dark' });
    const themes = await report.page.evaluate(() =>
      ['beforeprint', 'afterprint'].map((name) => {
        dispatchEvent(new Event(name));
        return document.documentElement.dataset['theme'];
      }),
    );
    expect(themes).toEqual(['light', undefined]);
  });

  it.each(['light', 'dark'] as const)('text stands out from its ground: %s', async (colorScheme) => {
    await using report = await openReport(browser, recordWithFailures(), { colorScheme });
    const { page } = report;
    const pairs = [
      ['h1', 'body'],
      ['h1 strong', 'body'],
      ['.lead', 'body'],
      ['.badge', '.badge'],
      ['.caution a', '.caution'],
      ['.tag', '.tiles'],
      ['figcaption p', '.card'],
      ['summary', '.card'],
      ['.verdict-faster', '.card'],
      ['.verdict-slower', '.card'],
      ['.slice', '.card'],
      ['.status-failed', '.status-failed'],
      ['.status-unsupported', '.status-unsupported'],
      ['.command code', '.command pre'],
    ] as const;
    for (const [text, ground] of pairs) {
      const ratio = contrastOf(
        await colourOf(page, text, 'color'),
        await colourOf(page, ground, 'background-color'),
      );
      expect(ratio, `${text} on ${ground}`).toBeGreaterThanOrEqual(4.5);
    }
  });
});
