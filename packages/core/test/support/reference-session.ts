import {
  type CellValue,
  type ConversionPlan,
  type EngineSession,
  fieldText,
  type ObjectStore,
  openSource,
  parseCell,
  RejectQueue,
  RowLedger,
  readRecords,
  setAsideBadCells,
  writeTogether,
} from '../../src/index.ts';

const json = (cells: readonly (CellValue | undefined)[]) =>
  `${JSON.stringify(cells, (_, value) => (typeof value === 'bigint' ? String(value) : value))}\n`;

/**
 * A converter of few lines that writes every row as a line of JSON, cell by cell with the reference parser, whatever
 * the output format. `converted` counts its attempts by source key.
 */
export function referenceSession(store: ObjectStore): EngineSession & { converted: string[] } {
  const converted: string[] = [];
  async function linesOf(plan: ConversionPlan, ledger: RowLedger): Promise<string> {
    const { columns } = plan.schema;
    let lines = '';
    for await (const block of await readRecords(openSource(store, plan.source), plan, ledger)) {
      const good = setAsideBadCells(block, columns, ledger);
      for (let row = 0; row < good.rowCount; row += 1) {
        lines += json(
          columns.map(({ type }, index) => parseCell(fieldText(good, row * good.width + index), type)),
        );
      }
    }
    ledger.close();
    return lines;
  }
  return {
    converted,
    filesInFlight: 1,
    async convert(plan) {
      converted.push(plan.source.ref.key);
      const queue = new RejectQueue();
      const ledger = new RowLedger(plan.source.ref.key, plan.badRows, { keep: queue.keep });
      const lines = await linesOf(plan, ledger);
      queue.end();
      async function* body() {
        yield Buffer.from(lines);
      }
      const rejects = plan.rejects ? [{ ref: plan.rejects, body: queue.lines(), isOptional: true }] : [];
      const outputs = plan.outputs.map(({ ref }) => ({ ref, body: body() }));
      const written = await writeTogether(store, [...outputs, ...rejects]);
      const aside = written[outputs.length];
      const tally = ledger.tally();
      return {
        status: 'converted',
        result: {
          rows: { ...tally, written: tally.read - tally.rejected },
          bytes: { read: 0, parsed: 0 },
          outputs: plan.outputs.map(({ format, ref }) => ({ format, ref, bytes: lines.length })),
          ...(aside && { rejects: { ref: aside.ref, bytes: aside.bytes } }),
          stages: { readMs: 0, parseMs: 0, encodeParquetMs: 0, encodeAvroMs: 0, writeMs: 0 },
          elapsedMs: 0,
        },
      };
    },
    async [Symbol.asyncDispose]() {},
  };
}
