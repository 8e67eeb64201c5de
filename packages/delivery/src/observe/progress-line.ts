import { formatCount, plural } from '@parquetry/core';
import type { DeliveryNumbers } from './delivery-numbers.ts';

const rounded = (value: number) => (value < 10 ? value.toFixed(1) : formatCount(Math.round(value)));

/** `45 s`, `3 min 20 s`, `2 h 5 min` */
function durationText(ms: number): string {
  const seconds = Math.ceil(ms / 1_000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${seconds % 60} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

function leftText({ listed, done, leftMs }: DeliveryNumbers): string {
  if (leftMs !== undefined) return leftMs === 0 ? 'all done' : `${durationText(leftMs)} left`;
  return listed.isAll && done > 0 ? 'waiting' : 'time left unknown';
}

/**
 * One line for a terminal:
 * `1,204 of 5,000 files, 3,410/min, 3.7 MB/s, 2 failed, 16 in flight, 1 min 7 s left`
 *
 * Of a listing that has not ended the number so far stands with a `+`. A dependency whose breaker is not closed is named.
 */
export function progressLine(numbers: DeliveryNumbers): string {
  const { listed, done, recent, failed, retried, inFlight, breakers } = numbers;
  const of = `${formatCount(listed.objects)}${listed.isAll ? '' : '+'}`;
  const parts = [
    `${formatCount(done)} of ${of} ${listed.objects === 1 && listed.isAll ? 'file' : 'files'}`,
    `${rounded(recent.filesPerMinute)}/min`,
    `${rounded(recent.megabytesPerSecond)} MB/s`,
    ...(failed > 0 ? [`${formatCount(failed)} failed`] : []),
    ...(retried > 0 ? [plural(retried, 'retry', 'retries')] : []),
    `${formatCount(inFlight)} in flight`,
    ...Object.entries(breakers).map(
      ([dependency, state]) => `${dependency} ${state === 'open' ? 'is down' : 'is tried again'}`,
    ),
    leftText(numbers),
  ];
  return parts.join(', ');
}
