import type { TuneCell, TuneFigures, TuneRecord } from '@parquetry/bench';
import { formatDuration, formatTable } from '../../terminal/format.ts';
import { wrapText } from '../../terminal/wrap-text.ts';
import { dollars, durationRange, range } from './figures.ts';
import { fleetsText } from './fleets-table.ts';
import { provisionedText } from './provisioned-text.ts';
import { sizeName } from './size-name.ts';

const shownOf = (cell: TuneCell): TuneFigures | null =>
  cell.status === 'measured' ? (cell.warm ?? cell.restored ?? cell.cold) : null;

/** What a size that has no figures shows in place of its median. */
const STATUS: Readonly<Record<Exclude<TuneCell['status'], 'measured'>, string>> = {
  finding: 'cannot run it',
  'not-measurable': 'not measurable here',
  'not-measured': 'not measured',
};

function medianOf(cell: TuneCell): string {
  const shown = shownOf(cell);
  if (cell.status !== 'measured') return STATUS[cell.status];
  return shown === null ? '' : durationRange(shown.durationMs.p50);
}

function initOf(cell: TuneCell): string {
  const init = cell.status === 'measured' ? (cell.cold ?? cell.restored)?.initMs : null;
  return init ? formatDuration(init.p50.median) : '';
}

/** A cold start that is spoiled is not repeated: there is one less then. */
function spoiledOf({ discarded, discardedCold = 0 }: TuneCell): string {
  if (discarded === 0) return '';
  return discardedCold === 0 ? `${discarded}` : `${discarded} (${discardedCold} cold)`;
}

interface Column {
  readonly title: string;
  /** Empty where the size has none of it. */
  readonly of: (cell: TuneCell) => string;
}

const duration = (ms: number | undefined) => (ms === undefined ? '' : formatDuration(ms));

const COLUMNS: readonly Column[] = [
  { title: 'size', of: sizeName },
  { title: 'median', of: medianOf },
  { title: 'p95', of: (cell) => duration(shownOf(cell)?.durationMs.p95?.median) },
  { title: 'init', of: initOf },
  {
    title: '$/M events',
    of(cell) {
      const shown = shownOf(cell);
      return shown === null ? '' : range(dollars, shown.dollarsPerMillion);
    },
  },
  {
    title: 'memory',
    of(cell) {
      const used = shownOf(cell)?.maxMemoryUsedMb;
      return used ? `${Math.round(used)} MB` : '';
    },
  },
  { title: 'n', of: (cell) => `${shownOf(cell)?.samples ?? 0}` },
  { title: 'spoiled', of: spoiledOf },
];

const RIGHT = new Set(COLUMNS.keys().drop(1));

/** One line for each size, then why some have no figures; what no size has is no column. */
export function tuneTable({ cells }: TuneRecord, width = Number.POSITIVE_INFINITY): string {
  const columns = COLUMNS.filter(({ of }) => cells.some((cell) => of(cell) !== ''));
  const rows = cells.map((cell) => columns.map(({ of }) => of(cell)));
  const reasons = cells.flatMap((cell) =>
    cell.status === 'measured' ? [] : [wrapText(`  ${sizeName(cell)}: ${cell.because}`, width, 4)],
  );
  return [formatTable([columns.map(({ title }) => title), ...rows], RIGHT), ...reasons].join('\n');
}

/** Of a single size nobody asks where the knee is. */
const isAsked = ({ cells }: TuneRecord, { question, status }: TuneRecord['answers'][number]) =>
  question !== 'knee' || status !== 'none' || cells.filter((cell) => cell.status === 'measured').length !== 1;

/** The answers, those that are the same in one line. */
export function answersText(tune: TuneRecord, width = Number.POSITIVE_INFINITY): string {
  const asked = tune.answers.filter((one) => isAsked(tune, one));
  const lines = [...Map.groupBy(asked, ({ because }) => because)].map(
    ([because, same]) => [same.map(({ question }) => question).join(', '), because] as const,
  );
  const names = Math.max(0, ...lines.map(([questions]) => questions.length));
  return lines
    .map(([questions, because]) => wrapText(`${questions.padEnd(names)}  ${because}`, width, names + 2))
    .join('\n');
}

/** All that a tune found: the sizes, the answers, and the machines that it was compared with. */
export function foundText(tune: TuneRecord, width = Number.POSITIVE_INFINITY): string {
  const fleets = tune.fleets === undefined ? [] : [fleetsText(tune.fleets, width)];
  const provisioned = provisionedText(tune);
  const ready = provisioned === undefined ? [] : [wrapText(provisioned, width)];
  return [tuneTable(tune, width), answersText(tune, width), ...ready, ...fleets].join('\n\n');
}

/** A tune beside other things: what it is about, the sizes, the answers. */
export const tuneText = (tune: TuneRecord): string =>
  `${tune.function.name}: memory sizes, on a Lambda of this machine (${tune.calibration.status})\n${foundText(tune)}\n`;
