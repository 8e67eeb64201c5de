import type { MeasuredCell, RunRecord } from '@parquetry/bench/record';
import type { Contest } from './contests.ts';
import { coveragePercent } from './text/estimates.ts';
import { counted, format } from './text/quantities.ts';
import { formatNames, listed } from './text/words.ts';

/** Something a reader could take from the figures although they do not carry it. */
export interface Limit {
  readonly title: string;
  readonly text: string;
}

const USUAL_CONFIDENCE = 0.95;

function oneMachine({ environment }: RunRecord): Limit {
  const { cpuModel, cores } = environment;
  return {
    title: 'One machine, one sitting',
    text: `Everything ran on ${counted(cores, 'core')} of ${cpuModel}. The intervals tell how far the figures move from process to process here; they say nothing about another machine, another day or a busier host.`,
  };
}

/** AWS and Node name the same processors differently. */
const NODE_NAMES: Readonly<Record<string, string>> = { x86_64: 'x64' };

function notLambda({ measurements, price, environment }: RunRecord): Limit[] {
  if (!measurements.some(({ target }) => target === 'local')) return [];
  const other =
    (NODE_NAMES[price.architecture] ?? price.architecture) === environment.architecture
      ? ''
      : ` The price is for ${price.architecture}, the time was measured on ${environment.architecture}.`;
  return [
    {
      title: 'Local, not Lambda',
      text: 'No function ran in AWS. Lambda gives CPU in proportion to memory, on processors it chooses, and its files come from S3 over a network; none of that is in the times of files.',
    },
    {
      title: 'Cost is a model',
      text: `Dollars are local time × memory × the price of a GB-second: they hold only as far as a function of that size runs as fast as this machine. Requests, S3, the billed initialisation and the free tier are left out.${other}`,
    },
    {
      title: 'Process start is not a cold start',
      text: 'Start-up is that of a fresh local process with files in a warm cache. A Lambda cold start also fetches the code and boots an environment.',
    },
  ];
}

/** Of functions on the local Lambda: the environment is this machine's. */
function localFunctions({ measurements, place }: RunRecord): Limit[] {
  const isInFunction = measurements.some(({ target }) => target.startsWith('lambda:'));
  if (!isInFunction || !place.startsWith('local')) return [];
  return [
    {
      title: 'A Lambda of this machine',
      text: 'The functions ran in processes of this machine, with the memory and the processor share of their size. How the sizes compare holds; how long Lambda takes has to be measured there.',
    },
  ];
}

/** Of scenarios on a store that this machine played. */
function embeddedStore({ scenarios }: RunRecord): Limit[] {
  const profiles = scenarios.flatMap(({ store }) => (store.kind === 's3' ? store.profile : []));
  if (profiles.length === 0) return [];
  return [
    {
      title: 'S3 is played by this machine',
      text: `Objects lay in the memory of a process beside the one that was measured, and both shared its processors. Latency and bandwidth are those of the profile (${listed([...new Set(profiles)])}), drawn from a seed; AWS has other distributions, throttles, and cuts connections. Requests are exact, whoever answers them.`,
    },
  ];
}

function slices(measured: readonly MeasuredCell[]): Limit[] {
  const sliced = measured.filter(({ workload }) => workload.slice !== null);
  if (sliced.length === 0) return [];
  const cells = sliced.map(
    ({ engine, scenario, workload }) =>
      `${engine} on ${scenario} (${format('bytes', workload.inputBytes)} of ${format('bytes', workload.slice?.ofBytes ?? 0)})`,
  );
  return [
    {
      title: 'Slices stand for the whole',
      text: `${listed(cells)} converted only a slice of the data. Comparisons per byte assume that its time grows in proportion; a converter that slows down or runs out of memory on more data would do worse than shown.`,
    },
  ];
}

function synthetic({ scenarios }: RunRecord): Limit[] {
  const made = scenarios.filter(({ dataset }) => dataset.recipe !== null).map(({ name }) => name);
  if (made.length === 0) return [];
  return [
    {
      title: 'Synthetic data',
      text: `${listed(made)}: the data are generated. Real files have other widths, nulls and repetitions, and so other times and above all other compression. Give your own files to the same command.`,
    },
  ];
}

function shortOfConfidence(measured: readonly MeasuredCell[]): Limit[] {
  const estimates = measured.map(({ figures }) => figures.inputBytesPerSecond);
  const weakest = estimates.toSorted((a, b) => a.confidence - b.confidence)[0];
  if (weakest === undefined || weakest.confidence >= USUAL_CONFIDENCE) return [];
  return [
    {
      title: 'Few samples',
      text:
        weakest.samples < 2
          ? 'Some figures rest on a single sample: they have no interval, and a second run may differ by any amount.'
          : `With ${counted(weakest.samples, 'sample')} even the whole range of the samples covers the true median only ${coveragePercent(weakest.confidence)} % of the time, not 95 %.`,
    },
  ];
}

const SEVERAL_COMPARISONS = 3;

function manyComparisons(measured: readonly MeasuredCell[]): Limit[] {
  const count = measured.filter(({ versusReference }) => versusReference !== null).length;
  if (count < SEVERAL_COMPARISONS) return [];
  return [
    {
      title: 'Several comparisons',
      text: `Each of the ${count} comparisons has its own interval; the chance that all of them hold together is smaller. Engines are compared with the reference, not with each other.`,
    },
  ];
}

function onePlan({ scenarios }: RunRecord): Limit {
  const limits = scenarios.map(
    ({ limits: { threads, memoryBytes } }) =>
      `${counted(threads, 'thread')} and ${format('bytes', memoryBytes)} of memory`,
  );
  const plans = scenarios.map(
    ({ plan }) =>
      `${formatNames(plan.formats)} (${listed([...new Set([plan.parquetCodec, plan.avroCodec])])})`,
  );
  return {
    title: 'One plan, one limit',
    text: `Measured with ${listed([...new Set(plans)])}, ${listed([...new Set(limits)])} allowed. Other codecs, levels, types or limits can change the order.`,
  };
}

function outsideCommands(measured: readonly MeasuredCell[]): Limit[] {
  const commands = measured.filter(
    ({ figures }) => figures.stagesPerFile === null && figures.engineOpenMs === null,
  );
  if (commands.length === 0) return [];
  const names = listed([...new Set(commands.map(({ engine }) => engine))]);
  return [
    {
      title: 'Outside commands',
      text: `${names}: run as a command, once per file. Its time includes starting a process for each file, which the other engines’ steady state does not, and finding the column types, unless its command line takes {schema}; what it does inside cannot be seen.`,
    },
  ];
}

function withoutFigures({ measurements }: RunRecord): Limit[] {
  const cells = measurements.filter(({ status }) => status !== 'measured');
  if (cells.length === 0) return [];
  const names = cells.map(({ engine, scenario, status }) => `${engine} on ${scenario} (${status})`);
  return [
    {
      title: 'Results without figures',
      text: `${listed(names)}: nothing is claimed about their speed, in either direction.`,
    },
  ];
}

function unsavedCode({ environment }: RunRecord): Limit[] {
  if (environment.gitDirty !== true) return [];
  return [
    {
      title: 'Uncommitted code',
      text: 'The run used a working copy with changes that no commit holds; the commit below does not fully describe what was measured.',
    },
  ];
}

const PARSES_PER_FORMAT = 'worker-pool';

/** What comes before the timed part, and what one engine does more than once within it. */
function typesGiven({ scenarios }: RunRecord, measured: readonly MeasuredCell[]): Limit {
  const counts = scenarios
    .filter(({ name }) =>
      measured.some(({ engine, scenario }) => engine === PARSES_PER_FORMAT && scenario === name),
    )
    .map(({ plan }) => plan.formats.length);
  const parses = Math.max(0, ...counts);
  const again =
    parses > 1
      ? ` ${PARSES_PER_FORMAT} parses every file once per format, here up to ${parses} times; all of that is in its time.`
      : '';
  return {
    title: 'Types are given, not found',
    text: `Finding the column types takes reading every row once before the conversion; that is not in the timed part, because engines are given the schema.${again}`,
  };
}

/** What the record's figures do not show, each point only where it applies. */
export function notShown(record: RunRecord, contests: readonly Contest[]): Limit[] {
  const measured = contests.flatMap((contest) => contest.measured);
  return [
    oneMachine(record),
    ...notLambda(record),
    ...localFunctions(record),
    ...embeddedStore(record),
    ...slices(measured),
    ...synthetic(record),
    ...shortOfConfidence(measured),
    ...manyComparisons(measured),
    onePlan(record),
    typesGiven(record, measured),
    ...outsideCommands(measured),
    ...withoutFigures(record),
    ...unsavedCode(record),
  ];
}
