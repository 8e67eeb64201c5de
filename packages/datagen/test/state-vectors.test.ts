import { describe, expect, it } from 'vitest';
import { rowsOf } from './support.ts';

const FLEET = 6000;

describe('state vectors', () => {
  const rows = rowsOf({ recipe: 'state-vectors', seed: 11, rows: FLEET * 8 });
  const snapshot = rows.slice(0, FLEET);

  it('have no altitude and no vertical rate on the ground, and both in the air', () => {
    const grounded = rows.filter((row) => row['on_ground'] === 'true');
    expect(grounded.length / rows.length).toBeGreaterThan(0.03);
    expect(grounded.length / rows.length).toBeLessThan(0.2);
    for (const row of grounded) {
      expect([row['baro_altitude'], row['geo_altitude'], row['vertical_rate']]).toEqual(['', '', '']);
    }
    for (const row of rows.filter(({ on_ground }) => on_ground === 'false')) {
      expect(row['baro_altitude']).toMatch(/^\d+\.\d\d$/);
      expect(row['vertical_rate']).toMatch(/^-?\d+\.\d\d$/);
    }
  });

  it('keep leading zeros of transponder codes and addresses', () => {
    expect(snapshot.filter((row) => /^0[0-7]{3}$/.test(row['squawk']!)).length).toBeGreaterThan(500);
    expect(snapshot.filter((row) => /^0[0-9a-f]{5}$/.test(row['icao24']!)).length).toBeGreaterThan(100);
    for (const { squawk } of rows) expect(squawk).toMatch(/^([0-7]{4})?$/);
  });

  it('have addresses that look like numbers and like exponents', () => {
    const addresses = snapshot.map((row) => row['icao24']!);
    expect(addresses.filter((address) => /^\d{6}$/.test(address)).length).toBeGreaterThan(100);
    expect(addresses.filter((address) => /^\d+e\d+$/.test(address)).length).toBeGreaterThan(10);
  });

  it('quote the names of countries with a comma, and have names beyond ASCII', () => {
    const countries = new Set(rows.map((row) => row['origin_country']!));
    expect(countries).toContain('Korea, Republic of');
    expect([...countries].some((country) => /[^\p{ASCII}]/u.test(country))).toBe(true);
    expect(countries.size).toBeGreaterThan(80);
  });

  it('have callsigns padded to eight characters, or none', () => {
    const unnamed = snapshot.filter((row) => row['callsign'] === '').length / FLEET;
    expect(unnamed).toBeGreaterThan(0.02);
    expect(unnamed).toBeLessThan(0.12);
    for (const { callsign } of snapshot) expect(callsign).toMatch(/^([A-Z0-9]+ *)?$/);
    for (const { callsign } of snapshot) expect([0, 8]).toContain(callsign!.length);
  });

  it('list every aircraft once in a snapshot, ten seconds after the last', () => {
    expect(new Set(snapshot.map((row) => row['icao24'])).size).toBe(FLEET);
    const next = rows.slice(FLEET, 2 * FLEET);
    expect(next.map((row) => row['icao24'])).toEqual(snapshot.map((row) => row['icao24']));
    const contacts = snapshot.map(
      (row, index) => Number(next[index]!['last_contact']) - Number(row['last_contact']),
    );
    expect(Math.min(...contacts)).toBeGreaterThanOrEqual(9);
    expect(Math.max(...contacts)).toBeLessThanOrEqual(11);
  });

  it('were last heard of no earlier than their position', () => {
    for (const { time_position, last_contact } of rows) {
      if (time_position === '') continue;
      const lag = Number(last_contact) - Date.parse(time_position!) / 1000;
      expect(lag).toBeGreaterThanOrEqual(0);
      expect(lag).toBeLessThan(15);
    }
  });

  it('miss time and place of a position together, now and then', () => {
    const missing = rows.filter((row) => row['time_position'] === '');
    expect(missing.length / rows.length).toBeGreaterThan(0.005);
    for (const row of rows) {
      expect(row['longitude'] === '').toBe(row['time_position'] === '');
      expect(row['latitude'] === '').toBe(row['time_position'] === '');
    }
  });

  it('move as far as their speed takes them, and stay on the globe', () => {
    for (let index = FLEET; index < rows.length; index += 1) {
      const [from, to] = [rows[index - FLEET]!, rows[index]!];
      if (from['longitude'] === '' || to['longitude'] === '') continue;
      expect(Math.abs(Number(to['latitude']))).toBeLessThan(85);
      expect(Math.abs(Number(to['longitude']))).toBeLessThanOrEqual(180);
      const north = (Number(to['latitude']) - Number(from['latitude'])) * 111_320;
      const turn = (Number(to['longitude']) - Number(from['longitude']) + 540) % 360;
      const east = (turn - 180) * 111_320 * Math.cos((Number(to['latitude']) * Math.PI) / 180);
      const speeds = [Number(from['velocity']), Number(to['velocity'])];
      const metres = Math.hypot(north, east);
      expect(metres).toBeLessThan(Math.max(...speeds) * 10.4 + 30);
      expect(metres).toBeGreaterThan(Math.min(...speeds) * 9.6 - 30);
    }
  });
});
