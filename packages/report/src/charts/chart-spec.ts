/** What the page's script draws: plain data that crosses into the page as JSON. */
import type { Estimate, GateRatio } from '@parquetry/bench/record';
import type { ChangeState } from '../gate/gate-words.ts';
import type { Quantity } from '../text/quantities.ts';

/** A row that only carries a heading for the bars below it. */
interface HeadRow {
  readonly kind: 'head';
  readonly name: string;
}

interface BarRow {
  readonly kind: 'bar';
  readonly name: string;
  /** Index of the engine in the record's order: decides the colour. */
  readonly colour: number;
  /** In the raw unit of the chart's quantity. */
  readonly estimate: Estimate;
  /** In place of the engine's colour. */
  readonly tone?: 'good' | 'bad' | 'warn';
  /** What is written at the right end, in place of the estimate. */
  readonly detail?: string;
}

/** An exact figure, without uncertainty. */
interface ExactRow {
  readonly kind: 'exact';
  readonly name: string;
  readonly colour: number;
  readonly value: number;
}

/** A cell without a figure: it keeps its row, with the reason. */
interface EmptyRow {
  readonly kind: 'empty';
  readonly name: string;
  readonly because: string;
}

export type Row = HeadRow | BarRow | ExactRow | EmptyRow;

export type ScaleKind = 'linear' | 'logarithmic';

export interface BarChart {
  readonly kind: 'bars';
  readonly quantity: Quantity;
  readonly axis: string;
  readonly scale: ScaleKind;
  /** A line across all rows, in the raw unit of the quantity. */
  readonly limit?: number;
  /** A range across all rows, in the same unit. */
  readonly band?: { readonly low: number; readonly high: number };
  readonly rows: readonly Row[];
}

export interface StackRow {
  readonly name: string;
  /** Per part, in its raw unit. */
  readonly values: readonly number[];
  /** Of the whole row, measured apart from its parts; null where there are none. */
  readonly whole: number | null;
  /** What the row is one of: a file, the slice of one that the cell converts, or an event of a function. */
  readonly unit: 'file' | 'slice' | 'event';
  /** Empty where there are values. */
  readonly because: string;
}

/** Rows cut into parts: drawn as shares of the row's sum. */
export interface ShareChart {
  readonly kind: 'shares';
  readonly quantity: Quantity;
  readonly axis: string;
  readonly parts: readonly string[];
  readonly rows: readonly StackRow[];
}

export interface TracePoint {
  /** Slot in the run, and the place of the pass within its process. */
  readonly x: number;
  /** Time of the pass over the engine's median. */
  readonly y: number;
  /** For the tooltip. */
  readonly wallMs: number;
}

interface Trace {
  readonly name: string;
  readonly colour: number;
  readonly points: readonly TracePoint[];
}

/** Raw samples in the order in which they were taken. */
export interface TraceChart {
  readonly kind: 'traces';
  readonly axis: string;
  readonly slotAxis: string;
  /** What a point is. */
  readonly unit: 'pass' | 'event';
  readonly traces: readonly Trace[];
}

interface FitPoint {
  readonly x: number;
  readonly y: number;
  readonly round: number;
}

interface FitSeries {
  readonly name: string;
  readonly colour: number;
  readonly points: readonly FitPoint[];
  /** Of the line, at both ends of its range. */
  readonly line: readonly {
    readonly x: number;
    readonly y: number;
    readonly low: number;
    readonly high: number;
  }[];
}

/** Straight lines through points. */
export interface FitChart {
  readonly kind: 'fit';
  readonly quantity: Quantity;
  readonly axis: string;
  readonly valueAxis: string;
  readonly series: readonly FitSeries[];
}

/** Columns of parts, one beside the other in the order of time: how a whole passes from one part to another. */
export interface ColumnChart {
  readonly kind: 'columns';
  readonly quantity: Quantity;
  readonly axis: string;
  readonly columnAxis: string;
  /** From the bottom up. */
  readonly parts: readonly { readonly name: string; readonly tone: 'good' | 'warn' | 'line' }[];
  readonly columns: readonly {
    readonly name: string;
    /** Per part. */
    readonly values: readonly number[];
  }[];
}

export interface DotColumn {
  readonly name: string;
  /** Words below the name: `cheapest`, `now`. */
  readonly marks: readonly string[];
  readonly isChosen: boolean;
  /** What there is before any choice. */
  readonly isCurrent: boolean;
}

interface MeasuredPlace {
  readonly kind: 'measured';
  readonly column: number;
  /** In the raw unit of the chart's quantity. */
  readonly estimate: Estimate;
  /** Single values, in the order in which they were taken; none where the figure is not one of single values. */
  readonly dots: readonly number[];
}

/** A place without a figure keeps its column, with the reason. */
interface EmptyPlace {
  readonly kind: 'empty';
  readonly column: number;
  readonly because: string;
}

export type DotPlace = MeasuredPlace | EmptyPlace;

export interface DotSeries {
  readonly name: string;
  /** Of the engines or of the parts, as the chart says. */
  readonly colour: number;
  readonly places: readonly DotPlace[];
}

/** Figures with their intervals over the single values, column by column; nothing is drawn between columns. */
export interface DotChart {
  readonly kind: 'dots';
  readonly quantity: Quantity;
  readonly axis: string;
  readonly columnAxis: string;
  readonly scale: ScaleKind;
  readonly colours: 'engines' | 'parts';
  readonly columns: readonly DotColumn[];
  readonly series: readonly DotSeries[];
}

interface MeasuredChange {
  readonly kind: 'change';
  readonly name: string;
  readonly state: ChangeState;
  readonly ratio: GateRatio;
  /** Of single pairs, in the order in which they were taken. */
  readonly dots: readonly number[];
}

export type ChangeRow = MeasuredChange | EmptyRow;

/** Ratios of head to base with their intervals over the single pairs, row by row. */
export interface ChangeChart {
  readonly kind: 'changes';
  readonly axis: string;
  /** Ratios from which a verdict depends, in ascending order. */
  readonly limits: readonly number[];
  readonly rows: readonly ChangeRow[];
}

export interface TrendPoint {
  readonly x: number;
  readonly y: number;
  /** Null where there is no interval. */
  readonly low: number | null;
  readonly high: number | null;
  /** Set apart from the others of its line. */
  readonly isMarked: boolean;
}

interface TrendLine {
  readonly name: string;
  readonly colour: number;
  readonly points: readonly TrendPoint[];
}

/** Lines over an order of events, each with its band; the value axis does not begin at zero. */
export interface TrendChart {
  readonly kind: 'trends';
  /** `change`: ratios, written as changes in percent. */
  readonly quantity: Quantity | 'change';
  readonly axis: string;
  readonly orderAxis: string;
  /** What stands below a point; its `x` itself where there are none. */
  readonly labels: readonly string[];
  readonly limits: readonly number[];
  /** Upright lines, where something changed. */
  readonly changes: readonly { readonly x: number; readonly text: string }[];
  readonly lines: readonly TrendLine[];
}

export type ChartSpec =
  | BarChart
  | ShareChart
  | TraceChart
  | FitChart
  | ColumnChart
  | DotChart
  | ChangeChart
  | TrendChart;
