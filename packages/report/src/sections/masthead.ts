import type { RunRecord } from '@parquetry/bench/record';
import { type Html, html, trusted } from '../html.ts';
import { timeOf } from '../text/time.ts';
import { gateLinks } from './gate/gate-page.ts';
import { tuneSections } from './tune/tune-sections.ts';

/** A cube of three inlaid lozenges. */
const MARK =
  trusted(`<svg class="mark" viewBox="0 0 24 24" width="26" height="26" aria-hidden="true" focusable="false">
<path class="mark-top" d="M12 1.5 21.1 6.75 12 12 2.9 6.75Z"/><path class="mark-left" d="M2.9 6.75 12 12V22.5L2.9 17.25Z"/>
<path class="mark-right" d="M21.1 6.75 12 12V22.5l9.1-5.25Z"/></svg>`);

const HALF_DISC =
  trusted(`<svg viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false"><circle cx="8" cy="8" r="6.25" fill="none" stroke="currentColor" stroke-width="1.5"/>
<path d="M8 1.75a6.25 6.25 0 0 1 0 12.5Z" fill="currentColor"/></svg>`);

const SECTIONS = [
  ['campaign', 'Faults and kills'],
  ['claims', 'Verdicts'],
  ['ladder', 'Ladder'],
  ['tables', 'Tables'],
  ['arithmetic', 'Contradictions'],
  ['scaling', 'Volume'],
  ['bill', 'Monthly bill'],
  ['basis', 'Basis'],
  ['bars', 'Bars'],
  ['results', 'Results'],
  ['stages', 'Stages'],
  ['resources', 'Memory, size, cost'],
  ['startup', 'Start-up'],
  ['traffic', 'Requests'],
  ['samples', 'Samples'],
  ['repeat', 'Repeat it'],
  ['limits', 'What this does not show'],
  ['environment', 'Environment'],
] as const;

/** A tune alone has a link for each of its sections, one beside a benchmark a single one. */
function tuneLinks({ tune, scenarios }: RunRecord): (readonly [id: string, title: string])[] {
  if (tune === undefined) return [];
  if (scenarios.length > 0) return [['tune', 'Memory size']];
  return tuneSections(tune).map(({ id, title }) => [id, title]);
}

/** Whether the page has the sections of scenarios. */
function isOfContests({ campaign, tune, gate, history, scenarios }: RunRecord): boolean {
  if (gate !== undefined || history !== undefined) return false;
  return (campaign === undefined && tune === undefined) || scenarios.length > 0;
}

/** Name of the product, the run, the way to its sections, and the switch for the colours. */
export function masthead(
  record: RunRecord,
  { hasBars, hasTraffic }: { readonly hasBars: boolean; readonly hasTraffic: boolean },
): Html {
  const { createdAt, harness, campaign, claims, fits } = record;
  const isShown = (id: (typeof SECTIONS)[number][0]) => {
    switch (id) {
      case 'bars':
        return hasBars;
      case 'traffic':
        return hasTraffic;
      case 'campaign':
        return campaign !== undefined;
      case 'claims':
      case 'ladder':
      case 'tables':
      case 'arithmetic':
      case 'bill':
      case 'basis':
        return claims !== undefined;
      case 'scaling':
        return claims !== undefined && fits.length > 0;
      case 'repeat':
      case 'limits':
      case 'environment':
        return true;
      default:
        return isOfContests(record);
    }
  };
  const sections: (readonly [id: string, title: string])[] = SECTIONS.filter(([id]) => isShown(id));
  const common = sections.findIndex(([id]) => id === 'repeat');
  const links = sections
    .toSpliced(common, 0, ...tuneLinks(record), ...gateLinks(record))
    .map(([id, title]) => html`<li><a href="#${id}">${title}</a></li>`);
  return html`<a class="skip" href="#answer">Skip to the answer</a>
<header class="masthead"><div class="wrap">
<p class="brand">${MARK}<span>Parquetry</span></p>
<p class="run">${harness} · <time datetime="${createdAt}">${timeOf(createdAt)}</time></p>
<button type="button" id="theme" class="quiet" aria-pressed="false" hidden>${HALF_DISC}<span>Dark</span></button>
</div></header>
<nav class="contents" aria-label="Sections"><ul class="wrap">${links}</ul></nav>`;
}
