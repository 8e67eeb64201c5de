import type { LineFitRecord } from '@parquetry/bench/record';
import { type Html, html, nameOf } from '../html.ts';
import { coveragePercent, shortEstimate } from '../text/estimates.ts';
import { scrollingTable } from './chart-table.ts';

function fitRow({ of, interceptMs, msPerFile, bend, verdict }: LineFitRecord): Html {
  const bent = bend === null ? '–' : shortEstimate('percent', bend);
  const basis = `${msPerFile.samples} rounds, ${coveragePercent(msPerFile.confidence)} %`;
  return html`<tr><th scope="row">${nameOf(of)}</th><td>${shortEstimate('duration', interceptMs)}</td><td><b>${shortEstimate('duration', msPerFile)}</b></td><td>${bent}</td><td>${verdict}</td><td>${basis}</td></tr>`;
}

/** The coefficients of lines t = a + b · n, and how far they bend. */
export function fitTable(fits: readonly LineFitRecord[]): Html {
  const head = html`<tr><th scope="col">Series</th><th scope="col">A run (a)</th><th scope="col">A file (b)</th><th scope="col">Bend</th><th scope="col">Verdict</th><th scope="col">Basis</th></tr>`;
  return scrollingTable('Lines through times', head, fits.map(fitRow));
}
