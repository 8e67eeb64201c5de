import { PLAIN_CSV } from '../../support/convert-csv.ts';
import { suiteFile } from '../shared-files.ts';
import type { CsvCase } from '../third-party-case.ts';

/** Univocity's file of hard quoting. */
export function univocityCases(): CsvCase[] {
  return [
    {
      id: 'correctness.csv',
      text: suiteFile('univocity', 'src', 'main', 'resources', 'correctness.csv'),
      options: PLAIN_CSV,
      names: ['Year', 'Make', 'Model', 'Description', 'Price'],
      records: [
        ['1997', 'Ford', 'E350', 'ac, abs, moon', '3000.00'],
        ['1999', 'Chevy', 'Venture "Extended Edition"', '', '4900.00'],
        ['1996', 'Jeep', 'Grand Cherokee', 'MUST SELL!\nair, moon roof, loaded', '4799.00'],
        ['1999', 'Chevy', 'Venture "Extended Edition, Very Large"', '', '5000.00'],
        ['', '', 'Venture "Extended Edition"', '', '4900.00'],
      ],
    },
  ];
}
