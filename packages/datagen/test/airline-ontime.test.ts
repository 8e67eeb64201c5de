import { describe, expect, it } from 'vitest';
import { generateText } from '../src/index.ts';
import { rowsOf, textOf } from './support.ts';

const MINUTES_PER_DAY = 1440;

const minuteOf = (clock: string) => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(2));

/** Minutes from one local clock to another, as a day's remainder. */
const between = (from: string, to: string) =>
  (minuteOf(to) - minuteOf(from) + 2 * MINUTES_PER_DAY) % MINUTES_PER_DAY;

const remainder = (minutes: string) => (Number(minutes) + 2 * MINUTES_PER_DAY) % MINUTES_PER_DAY;

describe('on-time rows', () => {
  const request = { recipe: 'airline-ontime', seed: 12, rows: 20_000 } as const;
  const rows = rowsOf(request);
  const arrived = rows.filter((row) => row['ArrDelay'] !== '');
  const cancelled = rows.filter((row) => row['Cancelled'] === '1.00');
  const diverted = rows.filter((row) => row['Diverted'] === '1.00');

  it('arrive as late as their delay on departure and their time on the way say', () => {
    for (const row of arrived) {
      const way = Number(row['ActualElapsedTime']) - Number(row['CRSElapsedTime']);
      expect(Number(row['ArrDelay'])).toBe(Number(row['DepDelay']) + way);
      const parts = Number(row['TaxiOut']) + Number(row['AirTime']) + Number(row['TaxiIn']);
      expect(Number(row['ActualElapsedTime'])).toBe(parts);
    }
  });

  it('show clocks that agree with delays and taxi times', () => {
    for (const row of arrived) {
      expect(between(row['CRSDepTime']!, row['DepTime']!)).toBe(remainder(row['DepDelay']!));
      expect(between(row['CRSArrTime']!, row['ArrTime']!)).toBe(remainder(row['ArrDelay']!));
      expect(between(row['DepTime']!, row['WheelsOff']!)).toBe(Number(row['TaxiOut']));
      expect(between(row['WheelsOn']!, row['ArrTime']!)).toBe(Number(row['TaxiIn']));
    }
  });

  it('write times of day as four digits, with leading zeros and midnight as 2400', () => {
    const columns = ['CRSDepTime', 'DepTime', 'WheelsOff', 'WheelsOn', 'CRSArrTime', 'ArrTime'];
    const times = rows.flatMap((row) => columns.map((column) => row[column]!));
    for (const time of times) expect(time).toMatch(/^(([01]\d|2[0-3])[0-5]\d|2400)?$/);
    expect(times).toContain('0500');
    expect(times).toContain('2400');
    expect(times).not.toContain('0000');
  });

  it('have no times, delays and durations when they are cancelled, but a reason', () => {
    expect(cancelled.length / rows.length).toBeGreaterThan(0.005);
    expect(cancelled.length / rows.length).toBeLessThan(0.1);
    for (const row of cancelled) {
      const empty = [
        'DepTime',
        'DepDelay',
        'WheelsOff',
        'ArrTime',
        'ArrDelay',
        'ActualElapsedTime',
        'AirTime',
      ];
      expect(empty.map((column) => row[column]).join('')).toBe('');
      expect(row['CancellationCode']).toMatch(/^[A-D]$/);
      expect(row['CRSArrTime']).not.toBe('');
    }
    for (const row of rows) expect(row['CancellationCode'] === '').toBe(row['Cancelled'] === '0.00');
  });

  it('have departed but not arrived when they are diverted', () => {
    expect(diverted.length).toBeGreaterThan(0);
    for (const row of diverted) {
      expect(row['DepTime']).not.toBe('');
      expect([row['ArrTime'], row['ArrDelay'], row['AirTime']]).toEqual(['', '', '']);
    }
  });

  it('name causes that add up to the delay, from 15 minutes on', () => {
    const causes = ['CarrierDelay', 'WeatherDelay', 'NASDelay', 'SecurityDelay', 'LateAircraftDelay'];
    for (const row of rows) {
      const given = causes.map((cause) => row[cause]!).filter((cell) => cell !== '');
      const isReported = row['ArrDelay'] !== '' && Number(row['ArrDelay']) >= 15;
      expect(given).toHaveLength(isReported ? 5 : 0);
      if (!isReported) continue;
      expect(Math.min(...given.map(Number))).toBeGreaterThanOrEqual(0);
      expect(given.reduce((sum, cell) => sum + Number(cell), 0)).toBe(Number(row['ArrDelay']));
    }
  });

  it('quote the names of cities', () => {
    expect(textOf(generateText(request)).toString()).toContain(',DFW,"Dallas/Fort Worth, TX",TX,Texas,');
  });

  it('keep route, schedule and distance of a flight number from day to day, on the right days of the week', () => {
    const schedule = new Map<string, string>();
    for (const row of rows) {
      const key = `${row['Carrier']} ${row['FlightNum']}`;
      const offer = ['Origin', 'Dest', 'CRSDepTime', 'CRSArrTime', 'Distance']
        .map((column) => row[column])
        .join();
      expect(schedule.get(key) ?? offer).toBe(offer);
      schedule.set(key, offer);
      expect(new Date(row['FlightDate']!).getUTCDay()).toBe(Number(row['DayOfWeek']) % 7);
    }
    expect(schedule.size).toBe(6000);
  });
});
