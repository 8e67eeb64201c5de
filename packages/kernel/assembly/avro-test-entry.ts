/** Avro rows with what only their tests call: columns that are made by hand. Not part of the kernel. */
import { Column } from './column';
import { allocateZeroed } from './memory';

export { allocate, firstBrokenGuard, freeAll } from './memory';
export { beginAvroBatch, encodeAvroRows, nextAvroRow, nextAvroRowBytes, setUpAvro } from './avro-rows';

export function makeColumn(
  isNullable: i32,
  layout: i32,
  scale: i32,
  validity: usize,
  values: usize,
  entries: usize,
  entryOfId: usize,
): usize {
  const address = allocateZeroed(offsetof<Column>());
  const column = changetype<Column>(address);
  column.isNullable = isNullable;
  column.layout = layout;
  column.scale = scale;
  column.validity = validity;
  column.values = values;
  column.text = values;
  column.entries = entries;
  column.entryOfId = entryOfId;
  return address;
}
