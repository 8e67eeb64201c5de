import { PLAIN_CSV, type TextOptions } from '../../support/convert-csv.ts';
import { suiteFile, suiteFiles } from '../shared-files.ts';
import type { CsvCase, Records } from '../third-party-case.ts';

const SUITE = 'commons-csv';
const HEADERLESS = { ...PLAIN_CSV, delimiter: ',', hasHeader: false } as const;

const textOf = (...path: readonly string[]) => suiteFile(SUITE, ...path).toString('utf8');

function settings(words: readonly string[]): TextOptions {
  const given = new Map(words.map((word) => word.split('=') as [string, string | undefined]));
  return {
    ...HEADERLESS,
    trim: given.get('IgnoreSpaces') === 'true',
    comment: given.get('CommentStart') ?? '',
  };
}

/** `4:[a, b, c, d]`: how many values, then the values; behind them there may be a comment. */
function expectedRecord(line: string): string[] {
  const [, count, values] = /^(\d+):\[(.*?)\](?:#.*)?$/.exec(line)!;
  return count === '1' ? [values!] : values!.split(', ');
}

function controlCase(name: string): CsvCase {
  const [first, _format, ...lines] = textOf('CSVFileParser', name).split('\n');
  const [file, ...words] = first!.split(' ');
  return {
    id: name,
    text: suiteFile(SUITE, 'CSVFileParser', file!),
    options: settings(words),
    records: lines.filter((line) => !line.startsWith('#')).map(expectedRecord),
  };
}

/** Of a text without quotes. */
const plainRecords = (text: string): Records =>
  text
    .replace('\uFEFF', '')
    .trimEnd()
    .split('\n')
    .map((line) => line.replace('\r', '').split(','));

function plainCase(...path: readonly string[]): CsvCase {
  const [names, ...records] = plainRecords(textOf(...path));
  return { id: path.at(-1)!, text: suiteFile(SUITE, ...path), options: PLAIN_CSV, names: names!, records };
}

const fixture = (
  path: readonly string[],
  options: TextOptions,
  records: Records | undefined,
  more: Partial<CsvCase> = {},
): CsvCase => ({ id: path.at(-1)!, text: suiteFile(SUITE, ...path), options, records, ...more });

/** What bug reports brought in. */
function fixtures(): CsvCase[] {
  const postgres = { ...HEADERLESS, quotedEmpty: 'string' } as const;
  return [
    plainCase('CSVFileParser', 'bom.csv'),
    plainCase('CSV-196', 'emoji.csv'),
    plainCase('CSV-196', 'japanese.csv'),
    fixture(['CSV-141', 'csv-141.csv'], HEADERLESS, undefined),
    fixture(['CSV-213', '999751170.patch.csv'], { ...PLAIN_CSV, delimiter: ';' }, [['27', '']], {
      names: ['CHANELID', 'ADDRESS'],
    }),
    fixture(['CSV-254', 'csv-254.csv'], postgres, [
      ['AA', '33', ''],
      ['AA', '', ''],
      ['', '33', 'CC'],
    ]),
    fixture(['CSV-259', 'sample.txt'], HEADERLESS, [['x', 'y', 'z']]),
    fixture(['CSV-290', 'psql.csv'], postgres, [
      ['1', 'abc', 'test line 1\ntest line 2', '', ''],
      ['2', 'xyz', '\\b:\b \\t:\t \\n:\n \\r:\r', 'a', 'b'],
      ['3', 'a', 'b,c,d', '"quoted"', 'e'],
    ]),
    fixture(['CSV-290', 'psql.tsv'], {}, [], {
      unsupported: "escapes such as \\n for a line end are not undone: PostgreSQL's text format is no CSV",
    }),
    fixture(['csv-167', 'sample1.csv'], { ...HEADERLESS, comment: '#', escape: '\\' }, [
      ['author', 'title', 'publishDate'],
      ['Dan Simmons', 'Hyperion', '1989'],
      ['Douglas Adams', 'The Hitchhiker\'s "Guide" to the Galaxy', '1979'],
      ['Douglas John', 'The Hitchhiker\'s "Guide" to the Mars', '1979'],
    ]),
    fixture(['empty.txt'], HEADERLESS, []),
  ];
}

/** The control files of Apache Commons CSV and the texts of its bug reports; `csvRecord.bin` is a Java object. */
export function commonsCsvCases(): CsvCase[] {
  const controls = suiteFiles(SUITE, 'CSVFileParser').filter((name) => /^test.*\.txt$/.test(name));
  return [...controls.map(controlCase), ...fixtures()];
}
