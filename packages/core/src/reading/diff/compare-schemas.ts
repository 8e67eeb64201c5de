import type { ReadColumn } from '../table-reading.ts';

/** What one table's schema has and the other's has not. */
export type SchemaDifference =
  | { readonly what: 'only-in-a' | 'only-in-b'; readonly column: string; readonly type: string }
  | { readonly what: 'type'; readonly column: string; readonly a: string; readonly b: string }
  | { readonly what: 'nullability'; readonly column: string; readonly a: boolean; readonly b: boolean }
  /** The common columns stand in another order. */
  | { readonly what: 'order'; readonly a: readonly string[]; readonly b: readonly string[] };

/** A column that both tables have, with its positions. */
export interface SharedColumn {
  readonly name: string;
  readonly a: number;
  readonly b: number;
}

export function sharedColumns(a: readonly ReadColumn[], b: readonly ReadColumn[]): SharedColumn[] {
  const positions = new Map(b.map((column, index) => [column.name, index]));
  return a.flatMap(({ name }, index) => {
    const other = positions.get(name);
    return other === undefined ? [] : [{ name, a: index, b: other }];
  });
}

/** Compares names, types by name, nullability and the order of the common columns. */
export function compareSchemas(a: readonly ReadColumn[], b: readonly ReadColumn[]): SchemaDifference[] {
  const shared = sharedColumns(a, b);
  const names = new Set(shared.map((column) => column.name));
  const missing = (columns: readonly ReadColumn[], what: 'only-in-a' | 'only-in-b') =>
    columns
      .filter((column) => !names.has(column.name))
      .map(({ name, type }): SchemaDifference => ({ what, column: name, type }));
  const changed = shared.flatMap(({ name, a: left, b: right }): SchemaDifference[] => {
    const before = a[left]!;
    const after = b[right]!;
    return [
      ...(before.type === after.type
        ? []
        : [{ what: 'type' as const, column: name, a: before.type, b: after.type }]),
      ...(before.nullable === after.nullable
        ? []
        : [{ what: 'nullability' as const, column: name, a: before.nullable, b: after.nullable }]),
    ];
  });
  const isReordered = shared.some((column, index) => index > 0 && column.b < shared[index - 1]!.b);
  const order: SchemaDifference[] = isReordered
    ? [
        {
          what: 'order',
          a: shared.map((column) => column.name),
          b: [...shared].sort((x, y) => x.b - y.b).map((column) => column.name),
        },
      ]
    : [];
  return [...missing(a, 'only-in-a'), ...missing(b, 'only-in-b'), ...changed, ...order];
}
