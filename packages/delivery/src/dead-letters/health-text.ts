import type { HealthReport } from './health.ts';

const percent = (part: number | undefined) =>
  part === undefined ? 'none yet' : `${(part * 100).toFixed(1)} %`;

const STATES: Readonly<Record<HealthReport['state'], string>> = {
  running: 'running',
  over: 'over',
  silent: 'silent: nothing was heard of it for a while',
  unknown: 'unknown: no run has told of itself here',
};

function jobsLine({ snapshot }: HealthReport): string[] {
  if (snapshot === undefined) return [];
  const { converted, skipped, failed, retried, inFlight } = snapshot.jobs;
  return [
    `jobs           ${converted} converted, ${skipped} skipped, ${failed} failed, ${inFlight} in flight, ${retried} retries`,
  ];
}

function breakersLine({ breakers, snapshot }: HealthReport): string[] {
  if (snapshot === undefined) return [];
  const states = Object.entries(breakers).map(([dependency, state]) => `${dependency} ${state}`);
  return [`breakers       ${states.length === 0 ? 'all closed' : states.join(', ')}`];
}

/** A health report for people, one fact in a line. */
export function healthText(report: HealthReport): string {
  const { isHealthy, troubles, state, snapshot, successRate, cacheHitRate, retryBudget, deadLetters } =
    report;
  const about = deadLetters.isExact ? '' : 'about ';
  return [
    isHealthy ? 'healthy' : `unhealthy: ${troubles.join('; ')}`,
    `pipeline       ${STATES[state]}${snapshot ? ` (told at ${snapshot.at})` : ''}`,
    ...jobsLine(report),
    ...(snapshot ? [`success rate   ${percent(successRate)}`] : []),
    ...breakersLine(report),
    `dead letters   ${about}${deadLetters.letters}`,
    ...(snapshot?.cache ? [`cache hits     ${percent(cacheHitRate)}`] : []),
    ...(retryBudget ? [`retry budget   ${Math.floor(retryBudget.left)} of ${retryBudget.of} left`] : []),
  ].join('\n');
}
