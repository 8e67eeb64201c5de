import type { TuneRecord } from '@parquetry/bench';
import { formatCount } from '../../terminal/format.ts';
import { dollars, range } from './figures.ts';
import { sizeName } from './size-name.ts';

/** A month with environments that are kept ready, of each size, against the month without; undefined: there are none. */
export function provisionedText({ eventsPerMonth, monthly = [] }: TuneRecord): string | undefined {
  const months = monthly.flatMap(({ provisioned, ...month }) =>
    provisioned === undefined ? [] : [{ ...month, provisioned }],
  );
  const [first] = months;
  if (first === undefined || eventsPerMonth === null) return;
  const sizes = months.map(
    (month) =>
      `${sizeName(month)} ${range(dollars, month.provisioned.dollars)}, ${dollars(month.provisioned.readyDollars)} of it for being ready (without: ${dollars(month.dollars.median)})`,
  );
  return `${formatCount(eventsPerMonth)} events a month with ${first.provisioned.environments} environments kept ready, if they take every event: ${sizes.join('; ')}`;
}
