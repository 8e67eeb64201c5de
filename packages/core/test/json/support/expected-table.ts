type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
type JsonObject = { [key: string]: Json };

/** What a cell should be: null, plain text, or any spelling of a JSON value. */
export type ExpectedCell = null | { readonly text: string } | { readonly json: Json };

interface Leaf {
  readonly path: readonly string[];
  readonly values: readonly (Json | undefined)[];
}

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isFilled = (value: Json | undefined) => isObject(value) && Object.keys(value).length > 0;
const isNothing = (value: Json | undefined) => value === undefined || value === null;

function leaves(records: readonly (Json | undefined)[], path: readonly string[], flattens: boolean): Leaf[] {
  const keys = new Set(records.flatMap((record) => (isObject(record) ? Object.keys(record) : [])));
  return [...keys].flatMap((key): Leaf[] => {
    const values = records.map((record) =>
      isObject(record) && Object.hasOwn(record, key) ? record[key] : undefined,
    );
    const others = values.filter((value) => !isNothing(value) && !isObject(value));
    const here = [...path, key];
    if (!flattens) return [{ path: here, values }];
    if (values.some(isFilled) && others.length === 0) return leaves(values, here, flattens);
    const kept = others.length > 0 ? values : values.map(() => undefined);
    return [{ path: here, values: kept }];
  });
}

/** Places of all keys, in the order in which records have them. */
function appearance(records: readonly Json[]): string[] {
  const seen = new Set<string>();
  const visit = (value: Json | undefined, path: readonly string[]) => {
    if (!isObject(value)) return;
    for (const [key, inner] of Object.entries(value)) {
      seen.add(JSON.stringify([...path, key]));
      visit(inner, [...path, key]);
    }
  };
  for (const record of records) visit(record, []);
  return [...seen];
}

const kindOf = (value: Json) => (typeof value === 'object' ? 'nested' : typeof value);

/** The table that records come to, said another way: from objects, column by column. */
export function expectedTable(
  records: readonly Json[],
  nested: 'flatten' | 'json',
): { paths: readonly (readonly string[])[]; rows: ExpectedCell[][] } {
  const order = appearance(records);
  const columns = leaves(records, [], nested === 'flatten').toSorted(
    (a, b) => order.indexOf(JSON.stringify(a.path)) - order.indexOf(JSON.stringify(b.path)),
  );
  const cells = columns.map(({ values }) => {
    const kinds = new Set(values.flatMap((value) => (isNothing(value) ? [] : [kindOf(value!)])));
    const isJson = kinds.size > 1 || kinds.has('nested');
    return values.map((value): ExpectedCell => {
      if (isNothing(value)) return null;
      return isJson ? { json: value! } : { text: String(value) };
    });
  });
  return {
    paths: columns.map(({ path }) => path),
    rows: records.map((_, row) => cells.map((column) => column[row]!)),
  };
}

/** A cell as it was read, in the form of the cell that is expected. */
export function likeExpected(cell: string | null, expected: ExpectedCell): unknown {
  if (cell === null) return null;
  if (expected !== null && 'json' in expected) return { json: JSON.parse(cell) };
  return { text: cell };
}
