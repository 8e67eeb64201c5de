import type { Estimate, TuneFigures, TuneRecord } from '@parquetry/bench/record';
import { type Html, html, nothing } from '../../html.ts';
import { uncertainty } from '../../text/estimates.ts';
import { counted, format, type Quantity } from '../../text/quantities.ts';
import {
  currentSize,
  figuresOf,
  isSameSize,
  mainAnswer,
  megabytes,
  usualStart,
} from '../../tune/tune-sizes.ts';

interface Tile {
  readonly title: string;
  readonly tag: string;
  readonly quantity: Quantity;
  readonly estimate: Estimate;
  readonly note: string;
}

function tile({ title, tag, quantity, estimate, note }: Tile): Html {
  return html`<li class="tile"><p class="tile-title">${title} <span class="tag">${tag}</span></p>
<p class="tile-figure">${format(quantity, estimate.median)}</p>
<p class="against">${note}</p><p class="tile-interval">${uncertainty(quantity, estimate)}</p></li>`;
}

const freeNote = (afterFreeTier: number): string => `${format('dollars', afterFreeTier)} after the free tier`;

/** Cost, time and the month of the size that is spoken of, against the current setting. */
export function tuneTiles(tune: TuneRecord): Html {
  const choice = mainAnswer(tune)?.choice ?? null;
  const figures = choice === null ? undefined : figuresOf(tune, choice);
  if (choice === null || figures === undefined) return nothing;
  const now = currentSize(tune);
  const before = isSameSize(now, choice) ? undefined : figuresOf(tune, now);
  const against = (quantity: Quantity, of: (figures: TuneFigures) => Estimate) =>
    before === undefined ? '' : `${format(quantity, of(before).median)} at ${megabytes(now.memoryMb)}`;
  const tag = `${usualStart(tune)}, at ${megabytes(choice.memoryMb)}`;
  const cost = ({ dollarsPerMillion }: TuneFigures) => dollarsPerMillion;
  const time = ({ durationMs }: TuneFigures) => durationMs.p50;
  const month = tune.monthly?.find((one) => isSameSize(one, choice));
  const tiles = [
    tile({
      title: 'A million events',
      tag,
      quantity: 'dollars',
      estimate: cost(figures),
      note: against('dollars', cost),
    }),
    tile({
      title: 'Duration',
      tag,
      quantity: 'duration',
      estimate: time(figures),
      note: against('duration', time),
    }),
    ...(month === undefined || tune.eventsPerMonth === null
      ? []
      : [
          tile({
            title: 'A month',
            tag: counted(tune.eventsPerMonth, 'event'),
            quantity: 'dollars',
            estimate: month.dollars,
            note: freeNote(month.afterFreeTier),
          }),
        ]),
  ];
  return html`<ul class="tiles" aria-label="Key figures">${tiles}</ul>`;
}
