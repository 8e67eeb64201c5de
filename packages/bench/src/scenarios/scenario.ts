import type {
  AvroCodec,
  ConversionPlan,
  EngineLimits,
  OutputFormat,
  ParquetCodec,
  TableSchema,
} from '@parquetry/core';
import type { RecipeName, TextFormat } from '@parquetry/datagen';
import type { PipelineSettingsInput } from '@parquetry/delivery';
import type { Bar, Metric } from '../record/bar.ts';
import type { MeasuredCell, ScenarioFacts } from '../record/run-record.ts';

/** One file to convert, and all that is known of it. */
export interface PlannedInput {
  readonly source: ConversionPlan['source'];
  readonly schema: TableSchema;
  readonly rows: number;
  /** After decompression. */
  readonly textBytes: number;
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
  /** Of text after decompression; a file that crosses the limit is cut after its last whole record. */
  readonly maxBytes: number;
  readonly because: string;
}

interface SliceRules {
  /** By engine. */
  readonly engines: Readonly<Record<string, SliceRule>>;
  /** For every command contestant. */
  readonly commands?: SliceRule;
}

/** What is written, and how it is compressed. */
export interface OutputChoice {
  readonly formats: OutputFormat[];
  readonly parquetCodec: ParquetCodec;
  readonly avroCodec: AvroCodec;
  /** What a Parquet writer spares where it has the choice; its size when absent. */
  readonly prefer?: 'size' | 'speed' | undefined;
}

/**
 * A part of the work by itself: `download` reads every source, `upload` writes what was made of them, `requests` does both for
 * one object after the other, none of them converts; `convert` converts files of this machine.
 */
export type Probe = 'download' | 'upload' | 'requests' | 'convert';

/** How a contender carries the objects of a store through. */
export interface PipelineSetup {
  /** By name; that of a command contestant for the command. */
  readonly engine: string;
  /** Those that are not the pipeline's defaults. */
  readonly settings?: PipelineSettingsInput;
  /** The engine reads and writes paths: each object is a file of this machine in between. */
  readonly staged?: boolean;
  /** In place of those of the scenario. */
  readonly threads?: number;
  /** The threads carry out objects, each with an engine of one thread and connections of its own; else they are the engine's. */
  readonly inLanes?: boolean;
  /** Written in place of those of the scenario. */
  readonly formats?: readonly OutputFormat[];
  /** So many of the objects are converted a second time once all have been. */
  readonly rereads?: number;
  readonly probe?: Probe;
}

/** Objects in the embedded S3. */
export interface S3Choice {
  readonly kind: 's3';
  /** Of the network between, by the local stack's name. */
  readonly profile: string;
  /** By contender; an engine that is not named here is given the pipeline's defaults. */
  readonly pipelines: Readonly<Record<string, PipelineSetup>>;
  /** Contenders that do the same on more and more objects: a line is fitted through the times of each series. */
  readonly series?: Readonly<Record<string, readonly string[]>>;
}

/**
 * A question with its sample counts, slices and conditions; the data comes with {@link PreparedScenario}. What is absent
 * is chosen by whoever runs it; what is there may still be overridden, and bars are then not judged.
 */
export interface ScenarioDefinition {
  readonly name: string;
  readonly title: string;
  readonly question: string;
  readonly sampling: ScenarioFacts['sampling'];
  readonly slices: SliceRules;
  /** Engines that take part, by name. */
  readonly engines?: readonly string[];
  readonly threads?: number;
  readonly output?: OutputChoice;
  /** Whom the others are compared with. */
  readonly reference?: string;
  /** What contenders are compared by; the time of a pass when absent. */
  readonly metric?: Metric;
  /** Whether contenders are told the types; they are when absent. */
  readonly typing?: ScenarioFacts['typing'];
  /** Where the objects are; files when absent. */
  readonly store?: S3Choice;
  /** Claims that a run checks. */
  readonly bars?: readonly Bar[];
}

/** Synthetic files of one recipe. */
export type GeneratedData = {
  readonly recipe: RecipeName;
  /** CSV when absent. */
  readonly format?: TextFormat;
  readonly files: number;
} & ({ readonly bytesPerFile: number } | { readonly rowsPerFile: number });

/** A scenario on generated data. */
export interface GeneratedScenario extends ScenarioDefinition {
  readonly data: GeneratedData;
}

/** A scenario on files that come with the project's shared data: a directory in it, and names there. */
export interface FilesScenario extends ScenarioDefinition {
  readonly data: { readonly directory: string; readonly files: readonly string[] };
}

export type Scenario = GeneratedScenario | FilesScenario;

/** A scenario whose files exist and are known. */
export interface PreparedScenario
  extends Pick<ScenarioDefinition, 'name' | 'title' | 'question' | 'sampling'> {
  readonly dataset: ScenarioFacts['dataset'];
  readonly plan: OutputChoice;
  readonly limits: EngineLimits;
  /** By the names that the bundle loads them by; of a scenario on a store, its contenders. */
  readonly engines: readonly string[];
  readonly reference: string;
  readonly metric: Metric;
  readonly typing: ScenarioFacts['typing'];
  readonly store: S3Choice | { readonly kind: 'files' };
  readonly bars: readonly Bar[];
  readonly repeat: string;
  readonly workloads: {
    readonly whole: Workload;
    /** By engine. */
    readonly engines: ReadonlyMap<string, Workload>;
    readonly commands: Workload;
  };
}
