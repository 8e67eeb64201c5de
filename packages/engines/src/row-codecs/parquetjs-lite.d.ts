/** The part of parquetjs-lite that writes; it has no types of its own. */
declare module 'parquetjs-lite' {
  export interface FieldDefinition {
    readonly type: 'BOOLEAN' | 'INT64' | 'DOUBLE' | 'DATE' | 'TIMESTAMP_MICROS' | 'UTF8';
    readonly optional: boolean;
    readonly compression: 'SNAPPY' | 'GZIP' | 'UNCOMPRESSED';
    readonly statistics?: false;
  }

  export interface ParquetField {
    readonly name: string;
  }

  export interface ParquetSchema {
    readonly fields: Readonly<Record<string, ParquetField>>;
    /** The columns of the file, in this order. */
    fieldList: ParquetField[];
  }

  interface ParquetEnvelopeWriter {
    readonly offset: number;
  }

  interface ParquetWriter {
    appendRow(row: Readonly<Record<string, unknown>>): Promise<void>;
    close(): Promise<void>;
    setMetadata(key: string, value: string): void;
  }

  const parquet: {
    readonly ParquetSchema: new (definitions: Record<string, FieldDefinition>) => ParquetSchema;
    readonly ParquetEnvelopeWriter: new (
      schema: ParquetSchema,
      write: (chunk: Buffer) => void,
      close: () => void,
      fileOffset: number,
      options: {
        readonly pageIndex: boolean;
        /** In rows. */
        readonly pageSize: number;
      },
    ) => ParquetEnvelopeWriter;
    readonly ParquetWriter: new (
      schema: ParquetSchema,
      envelope: ParquetEnvelopeWriter,
      options: { readonly rowGroupSize: number },
    ) => ParquetWriter;
  };
  export default parquet;
}
