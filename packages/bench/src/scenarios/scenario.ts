import type {
  AvroCodec,
  ConversionPlan,
  CsvFormat,
  OutputFormat,
  ParquetCodec,
  TableSchema,
} from '@parquetry/core';
import type { MeasuredCell, ScenarioFacts } from '../record/run-record.ts';

/** One file to convert, and all that is known of it. */
export interface PlannedInput {
  readonly source: ConversionPlan['source'] & { readonly format: CsvFormat };
  readonly schema: TableSchema;
  readonly rows: number;
  /** After decompression. */
  readonly csvBytes: number;
}

/** What one cell converts in every pass. */
export interface Workload {
  readonly inputs: readonly PlannedInput[];
  /** Set where this is less than the scenario's dataset. */
  readonly slice: MeasuredCell['workload']['slice'];
}

/** Who converts less than the whole dataset, how much, and why: fixed with the scenario, before anything is measured. */
export interface SliceRule {
  readonly maxFiles: number;
  /** Of CSV after decompression; a file that crosses the limit is cut after its last whole record. */
  readonly maxBytes: number;
  readonly because: string;
}

interface SliceRules {
  /** By engine. */
  readonly engines: Readonly<Record<string, SliceRule>>;
  /** For every command contestant. */
  readonly commands?: SliceRule;
}

/** A question with its sample counts and slices; the data comes with {@link PreparedScenario}. */
export interface ScenarioDefinition {
  readonly name: string;
  readonly title: string;
  readonly question: string;
  readonly sampling: ScenarioFacts['sampling'];
  readonly slices: SliceRules;
}

/** What is written, and how it is compressed. */
export interface OutputChoice {
  readonly formats: OutputFormat[];
  readonly parquetCodec: ParquetCodec;
  readonly avroCodec: AvroCodec;
}

/** A scenario whose files exist and are known. */
export interface PreparedScenario extends Omit<ScenarioDefinition, 'slices'> {
  readonly dataset: ScenarioFacts['dataset'];
  readonly plan: OutputChoice;
  readonly reference: string;
  readonly repeat: string;
  readonly workloads: {
    readonly whole: Workload;
    /** By engine. */
    readonly engines: ReadonlyMap<string, Workload>;
    readonly commands: Workload;
  };
}
