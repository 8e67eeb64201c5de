import { Chart } from 'chart.js';
import { startCopyButtons } from './copy-buttons.ts';
import { drawCharts } from './draw-charts.ts';
import { startSaveButton } from './save-record.ts';
import { startTheme } from './theme.ts';

function byId<T extends HTMLElement>(id: string): T {
  const element = document.getElementById(id);
  if (element === null) throw new Error(`the page has no #${id}`);
  return element as T;
}

/** Open to a console: `Chart.getChart('chart-throughput').data` is what is drawn. */
Object.assign(globalThis, { Chart });

startTheme(byId<HTMLButtonElement>('theme'), drawCharts);
startCopyButtons();
startSaveButton(byId<HTMLButtonElement>('save-record'), byId('run-record'));
