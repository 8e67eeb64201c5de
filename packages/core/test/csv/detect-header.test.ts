import { describe, expect, it } from 'vitest';
import { detectCsv } from '../../src/csv/detect-csv.ts';

function header(text: string) {
  const { shape, findings } = detectCsv(new TextEncoder().encode(text), true, {});
  return { hasHeader: shape.hasHeader, ...findings.find(({ part }) => part === 'header') };
}

describe('the first record', () => {
  it.each([
    ['names above numbers', 'id,name\n1,x\n2,y\n'],
    ['years above numbers', 'country,2019,2020\nFrance,1.5,2\nSpain,3,4\n'],
    ['one year above numbers', 'country,2019\nFrance,155\nSpain,341\n'],
    ['counting numbers above numbers', ',0,1,2\na,15,27,35\nb,44,51,69\n'],
    ['names above codes of one length', 'country,currency\nFRA,EUR\nESP,EUR\nUSA,USD\n'],
    ['names above words', 'color,shape\nred,round\ngreen,oval\n'],
    ['names above dates and clock times', 'd,t\n1/2/2020,10:05 AM\n2/2/2020,11:15 PM\n'],
    ['names above missing values', 'a,b\nNA,1\nNA,2\n'],
    ['names with holes', 'a,,c\n1,2,x\n3,4,y\n'],
    ['repeated names', 'a,b,a\n1,x,2\n3,y,4\n'],
    ['no names at all above values', ',,\n1,2,3\n4,5,6\n'],
    ['one record', 'id,name\n'],
    ['names above amounts of money', 'item,price\nbox,"$1,000.50"\npen,$2\n'],
    ['names that come again as a whole', 'id,v\n1,2\n3,4\nid,v\n5,6\n'],
    ['names of texts that come again as a whole', 'name,city\nann,paris\nname,city\nbob,rome\n'],
    ['names of a second table alike', 'a,b\n1,2\n3,4\n\na,b\n5,6\n'],
    ['one name that is a value once', 'status,name\nstatus,x\nopen,y\n'],
    [
      'names of several lines',
      '"first\nname","last\nname",town\nann,lee,paris\nbob,ray,rome\ncarl,fox,oslo\n',
    ],
    ['names above one odd cell', 'i,j\n1,1\n2,2\n3,3\n4,4\n7,a\n5,5\n'],
  ])('is a header: %s', (_name, text) => {
    expect(header(text)).toMatchObject({ hasHeader: true, value: 'present', override: '--no-header' });
  });

  it.each([
    ['numbers above numbers', '1,2\n3,4\n5,6\n'],
    ['values of the same types', '2020-01-01,x,1\n2020-01-02,y,2\n2020-01-03,z,3\n'],
    ['a year within a column of years', 'France,2019,5\nSpain,2020,6\nItaly,2021,7\n'],
    ['words that come again', 'red,round\ngreen,oval\nred,oval\nblue,round\n'],
    ['a missing value above numbers', '1,NA\n2,5\n3,6\n'],
    ['one record of numbers', '1,2,3\n'],
    ['one number', '5\n'],
    ['the same words throughout', 'red,round\nred,round\nred,round\n'],
    ['numbers that come again as a whole', '1,2\n3,4\n1,2\n'],
    [
      'words that come again as a whole, as others do',
      'red,big\nblue,small\nred,small\nblue,small\nred,big\nred,small\nblue,big\nblue,small\n',
    ],
    ['an address above others', 'a@x.example,1\nb@x.example,2\nc@x.example,3\n'],
  ])('is data: %s', (_name, text) => {
    expect(header(text)).toMatchObject({ hasHeader: false, value: 'none', override: '--header' });
  });

  it('is a header with little confidence where all cells are text, and with much above other types', () => {
    expect(header('color,shape\nred,round\ngreen,oval\n').confidence).toBeLessThan(0.7);
    expect(header('a,b\n1,2\n3,4\n').confidence).toBeGreaterThan(0.9);
  });

  it('is judged behind lines that do not belong to the table', () => {
    expect(header('Sales of 2020\nid,name,n\n1,x,2\n2,y,3\n').hasHeader).toBe(true);
    expect(header('Sales of 2020\n1,x,2\n2,y,3\n3,z,4\n').hasHeader).toBe(false);
  });

  it('is told where it comes again, as a row like all others', () => {
    const { findings } = detectCsv(new TextEncoder().encode('id,v\n1,2\n3,4\nid,v\n5,6\nid,v\n'), true, {});
    expect(findings.filter(({ part }) => part === 'header')).toEqual([
      expect.objectContaining({ value: 'present' }),
      {
        part: 'header',
        value: 'repeated',
        confidence: 0.5,
        because: 'row 3 and 1 later one repeat it: read as data, as all rows are',
      },
    ]);
  });
});
