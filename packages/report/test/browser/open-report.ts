import { existsSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { RunRecord } from '@parquetry/bench/record';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { renderReport } from '../../src/index.ts';

const CHROMIUM_PATH = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium';

const CHROMIUM_FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** Starts headless Chromium; throws, naming the way out, where it is not installed. */
export async function launchChromium(): Promise<Browser> {
  if (!existsSync(CHROMIUM_PATH)) {
    throw new Error(`no Chromium at ${CHROMIUM_PATH}: install it, or name it in CHROMIUM_PATH`);
  }
  return chromium.launch({ executablePath: CHROMIUM_PATH, args: CHROMIUM_FLAGS });
}

export interface OpenReport extends AsyncDisposable {
  readonly page: Page;
  /** Console errors and warnings, and uncaught errors. */
  readonly problems: readonly string[];
  /** Everything the page asked for beyond itself. */
  readonly requests: readonly string[];
}

interface OpenOptions extends BrowserContextOptions {
  /** Runs in the page before its own script. */
  readonly before?: () => void;
}

/** Renders the record into a file and opens it as a reader would, watching for trouble. */
export async function openReport(
  browser: Browser,
  record: RunRecord,
  { before, ...options }: OpenOptions = {},
): Promise<OpenReport> {
  const directory = await mkdtemp(join(tmpdir(), 'parquetry-report-'));
  const file = join(directory, 'report.html');
  await writeFile(file, await renderReport(record));
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  const page = await context.newPage();
  const problems: string[] = [];
  const requests: string[] = [];
  const url = pathToFileURL(file).href;
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) problems.push(message.text());
  });
  page.on('pageerror', (error) => problems.push(error.message));
  page.on('dialog', (dialog) => {
    problems.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  page.on('request', (request) => {
    if (request.url() !== url) requests.push(request.url());
  });
  if (before !== undefined) await page.addInitScript(before);
  await page.goto(url);
  return {
    page,
    problems,
    requests,
    async [Symbol.asyncDispose]() {
      await context.close();
      await rm(directory, { recursive: true });
    },
  };
}
