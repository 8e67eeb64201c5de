import type { JsonFormat } from '../conversion/source-format.ts';
import type { RenamedColumn } from '../csv/column-names.ts';
import { columnName } from './bind-columns.ts';

/** The fields that are not called by their keys, because these are empty or taken; `names`: of positional records. */
export function renamedFields(
  { fields, records }: Pick<JsonFormat, 'fields' | 'records'>,
  names: readonly string[] = [],
): RenamedColumn[] {
  return fields.flatMap(({ path, name }, index) => {
    const given = records === 'arrays' ? names[Number(path[0])] : undefined;
    const from = given ?? columnName(path, records);
    return from === name ? [] : [{ index, from, to: name }];
  });
}
