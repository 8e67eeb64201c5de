import type { RunRecord, TuneRecord } from '@parquetry/bench/record';
import { type Html, html } from '../../html.ts';
import { counted } from '../../text/quantities.ts';

/** How the share of a processor was held, in words. */
export function cpuWords(control: NonNullable<TuneRecord['cpuControl']>): string {
  switch (control) {
    case 'cgroup':
      return 'processor share by cgroup';
    case 'closed-loop':
      return 'processor share by stopping and continuing';
    case 'none':
      return 'processor share not held: times are modelled';
    default:
      return control satisfies never;
  }
}

/** Where the function ran; a local figure is never shown without the word. */
function tunePlace({ place }: RunRecord, tune: TuneRecord): string {
  if (tune.place === 'aws') return `AWS Lambda · ${tune.region}`;
  const words = ['local', ...(tune.calibration.status === 'not-needed' ? [] : [tune.calibration.status])];
  return [...words, place.replace(/^local( · )?/i, '')].filter((word) => word !== '').join(' · ');
}

/** Place, calibration, architecture and what was noticed: the frame in which every figure of a tune stands. */
export function tuneBadges(record: RunRecord, tune: TuneRecord): Html {
  const { architecture } = tune.function;
  const other = architecture === 'arm64' ? 'x86_64' : 'arm64';
  const without = tune.cells.filter(({ status }) => status !== 'measured').length;
  const notes = [
    html`<a href="#limits">${architecture}; ${other} not measured</a>`,
    ...(tune.cpuControl === null ? [] : [html`<a href="#limits">${cpuWords(tune.cpuControl)}</a>`]),
    ...(without === 0
      ? []
      : [html`<a href="#tune-outcomes">${counted(without, 'size')} without a figure</a>`]),
    ...(record.warnings.length === 0
      ? []
      : [html`<a href="#warnings">${counted(record.warnings.length, 'warning')}</a>`]),
  ];
  return html`<p class="badges"><span class="badge"><span class="unseen">Where measured: </span>${tunePlace(record, tune)}</span>${notes.map((note) => html`<span class="caution">${note}</span>`)}</p>`;
}
