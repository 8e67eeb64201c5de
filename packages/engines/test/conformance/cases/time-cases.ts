import { type CellCase, column, days, lines, micros, table } from './cell-case.ts';

export const timeCases: readonly CellCase[] = [
  {
    name: 'dates from year 1 to 9999, and what is no date',
    input: {
      csv: lines(
        'd,s,u',
        '0001-01-01,2023-02-29,2024-1-5',
        '1582-10-10,2024-02-29,2024-01-05',
        '1900-02-28,2024-03-01,2024-01-05',
        '1969-12-31,2024-03-01,2024-01-05',
        '2000-02-29,2024-03-01,0000-01-01',
        '9999-12-31,2024-03-01,2024-13-01',
      ),
    },
    expected: table(
      column('d', 'date', [
        days('0001-01-01'),
        days('1582-10-10'),
        days('1900-02-28'),
        -1,
        days('2000-02-29'),
        2_932_896,
      ]),
      column('s', 'string', [
        '2023-02-29',
        '2024-02-29',
        '2024-03-01',
        '2024-03-01',
        '2024-03-01',
        '2024-03-01',
      ]),
      column('u', 'string', [
        '2024-1-5',
        '2024-01-05',
        '2024-01-05',
        '2024-01-05',
        '0000-01-01',
        '2024-13-01',
      ]),
    ),
  },
  {
    name: 'timestamps with offsets, in UTC',
    input: {
      csv: lines(
        't',
        '2024-03-01T00:30:00+05:30',
        '2024-03-01 00:30:00-0800',
        '2024-03-01T00:30+01',
        '1970-01-01T00:00:00.000001Z',
        '9999-12-31T23:59:59.999999Z',
        '2024-03-01T12:00:00.123456-23:59',
      ),
    },
    expected: table(
      column('t', 'timestamp', [
        micros('2024-02-29T19:00:00Z'),
        micros('2024-03-01T08:30:00Z'),
        micros('2024-02-29T23:30:00Z'),
        1n,
        micros('9999-12-31T23:59:59.999Z', 999n),
        micros('2024-03-02T11:59:00.123Z', 456n),
      ]),
    ),
  },
  {
    name: 'timestamps before 1970',
    input: {
      csv: lines(
        't',
        '1970-01-01T00:00:00Z',
        '1969-12-31T23:59:59.9Z',
        '1969-12-31T23:59:59.999999+00:00',
        '1970-01-01T00:00:00+23:59',
        '0001-01-01T00:00:00Z',
      ),
    },
    expected: table(
      column('t', 'timestamp', [
        0n,
        -100_000n,
        -1n,
        micros('1969-12-31T00:01:00Z'),
        micros('0001-01-01T00:00:00Z'),
      ]),
    ),
    hardCell: { row: 2, column: 't' },
  },
  {
    name: 'timestamps without a zone',
    input: { csv: lines('t', '2024-03-01T00:30:00', '', '1969-12-31 23:59:59.999999', '9999-12-31T23:59') },
    expected: table(
      column('t', 'local_timestamp', [
        micros('2024-03-01T00:30:00Z'),
        null,
        -1n,
        micros('9999-12-31T23:59:00Z'),
      ]),
    ),
    hardCell: { column: 't' },
  },
  {
    name: 'timestamps with and without offset together, or with seven fraction digits, are text',
    input: {
      csv: lines(
        'a,b',
        '2024-03-01T00:30:00,2024-03-01T00:30:00.1234567Z',
        '2024-03-01T00:30:00Z,2024-03-01T00:30:00Z',
      ),
    },
    expected: table(
      column('a', 'string', ['2024-03-01T00:30:00', '2024-03-01T00:30:00Z']),
      column('b', 'string', ['2024-03-01T00:30:00.1234567Z', '2024-03-01T00:30:00Z']),
    ),
  },
];
