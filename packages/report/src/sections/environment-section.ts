import type { RunRecord, ScenarioFacts } from '@parquetry/bench/record';
import { type Html, html } from '../html.ts';
import { format } from '../text/quantities.ts';
import { timeOf } from '../text/time.ts';
import { listed } from '../text/words.ts';

function orUnknown(value: string | null): string {
  return value === null || value === '' ? 'unknown' : value;
}

/** One value where all scenarios share it, else each with its scenarios. */
function ofScenarios({ scenarios }: RunRecord, show: (scenario: ScenarioFacts) => string): string {
  const names = Map.groupBy(scenarios, show);
  if (names.size < 2) return [...names.keys()].join('');
  return [...names].map(([value, those]) => `${value} (${listed(those.map(({ name }) => name))})`).join('; ');
}

/** Of scenarios: other records have limits of their own. */
const allowed = (record: RunRecord): [string, string][] =>
  record.scenarios.length === 0
    ? []
    : [
        ['Allowed memory', ofScenarios(record, ({ limits }) => format('bytes', limits.memoryBytes))],
        ['Allowed threads', ofScenarios(record, ({ limits }) => String(limits.threads))],
      ];

function factsOf(record: RunRecord): [string, string][] {
  const { environment, id, seed, harness, createdAt, finishedAt } = record;
  const { cpuQuotaCores, memoryLimitBytes, gitCommit, gitDirty, nodeOptions, execArgv } = environment;
  return [
    ['Processor', environment.cpuModel],
    ['Cores', String(environment.cores)],
    ['CPU quota', cpuQuotaCores === null ? 'none known' : `${cpuQuotaCores} cores`],
    ['Memory', format('bytes', environment.memoryBytes)],
    ['Memory limit', memoryLimitBytes === null ? 'none known' : format('bytes', memoryLimitBytes)],
    ['Architecture', environment.architecture],
    ['Platform', environment.platform],
    ['Image', environment.osImage],
    ['Kernel', environment.kernel],
    ['Node', environment.nodeVersion],
    ['V8', environment.v8Version],
    ['Node flags', execArgv.length === 0 ? 'none' : execArgv.join(' ')],
    ['NODE_OPTIONS', nodeOptions === '' ? 'none' : nodeOptions],
    ['UV_THREADPOOL_SIZE', environment.uvThreadpoolSize === '' ? 'default' : environment.uvThreadpoolSize],
    ...allowed(record),
    ['Commit', `${orUnknown(gitCommit)}${gitDirty === true ? ', with uncommitted changes' : ''}`],
    ['Lockfile SHA-256', orUnknown(environment.lockfileSha256)],
    ['Bundle SHA-256', environment.bundleSha256],
    ['Parquetry', harness],
    ['Record', id],
    ['Seed of the order', String(seed)],
    ['Started', timeOf(createdAt)],
    ['Finished', timeOf(finishedAt)],
  ];
}

/** The fingerprint that has to match before two records may be compared. */
export function environmentSection(record: RunRecord): Html {
  const facts = factsOf(record).map(([term, value]) => html`<div><dt>${term}</dt><dd>${value}</dd></div>`);
  return html`<section class="wrap" id="environment"><h2>Environment</h2>
<div class="card"><dl class="facts columns">${facts}</dl></div></section>`;
}
