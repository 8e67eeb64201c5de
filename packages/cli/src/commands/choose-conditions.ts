import { applicableBars, type PrepareOptions, type ScenarioDefinition, sizedName } from '@parquetry/bench';
import type { OutputFormat } from '@parquetry/core';
import { contenderNames, engineNames, isEngineName } from '@parquetry/engines';
import { UsageError } from '../exit-codes.ts';
import { flagName } from '../settings/settings.ts';
import { chooseFormats, chooseReference } from './choose-contestants.ts';
import { type CommandContext, limitsOf } from './command-context.ts';
import type { Preparation } from './prepare-scenarios.ts';
import { limitsOfSize } from './targets/size-and-price.ts';

type SettingName = keyof CommandContext['settings'];

/** A scenario's own value, unless a flag, the environment or the configuration file says otherwise. */
function own<Name extends SettingName, Value>(
  { settings, resolved: { sources } }: CommandContext,
  name: Name,
  value: Value | undefined,
): CommandContext['settings'][Name] | Value {
  return value !== undefined && sources[name].from === 'default' ? value : settings[name];
}

/**
 * The engines that take part in a scenario, or its contenders by their names.
 *
 * @throws UsageError on a contender of other scenarios.
 */
export function enginesOf(
  context: CommandContext,
  { name, engines, store }: Pick<ScenarioDefinition, 'name' | 'engines' | 'store'>,
): readonly string[] {
  const chosen: readonly string[] = own(context, 'engines', engines);
  const known = new Set<string>([...contenderNames, ...Object.keys(store?.pipelines ?? {})]);
  const stranger = chosen.find((one) => !known.has(one));
  if (stranger === undefined) return chosen;
  throw new UsageError(`${stranger} takes no part in ${name}; known there: ${[...known].join(', ')}`);
}

function requirePreferable({ resolved }: CommandContext, formats: readonly OutputFormat[]): void {
  const { from } = resolved.sources.prefer;
  if (from !== flagName('prefer') || formats.includes('parquet')) return;
  throw new UsageError(`${from} concerns Parquet, which is not written; see --to`);
}

/** A deployed function has our own engines and no other library. */
function inFunctions(context: CommandContext, engines: readonly string[]): readonly string[] {
  const others = engines.filter((engine) => !isEngineName(engine));
  if (others.length === 0) return engines;
  if (context.resolved.sources.engines.from !== 'default') {
    throw new UsageError(
      `${others.join(', ')} is not part of the deployed functions; known there: ${engineNames.join(', ')}`,
    );
  }
  return engines.filter(isEngineName);
}

/** A contender of a function is an engine at a size: one without a size is meant at the smallest. */
function referenceAt(
  context: CommandContext,
  engines: readonly string[],
  sizesMb: readonly number[],
  preferred: string | undefined,
): string {
  const sized = engines.flatMap((engine) => sizesMb.map((memoryMb) => sizedName(engine, memoryMb)));
  const chosen = chooseReference(context, [...engines, ...sized], preferred);
  return engines.includes(chosen) ? sizedName(chosen, sizesMb[0]!) : chosen;
}

type Conditions = Pick<PrepareOptions, 'engines' | 'limits' | 'plan' | 'reference' | 'bars'>;

/** In a function, limits are those of its largest size, and bars, which are about this machine's processes, are not judged. */
function conditionsInFunction(
  { context }: Preparation,
  definition: ScenarioDefinition,
  sizesMb: readonly number[],
): Pick<Conditions, 'engines' | 'limits' | 'reference' | 'bars'> {
  const engines = inFunctions(context, enginesOf(context, definition));
  return {
    engines,
    limits: limitsOfSize(sizesMb.at(-1)!),
    reference: referenceAt(context, engines, sizesMb, definition.reference),
    bars: [],
  };
}

/** What a scenario is measured with: what it asks for, overridden by what the user asks for. */
export function chooseConditions(preparation: Preparation, definition: ScenarioDefinition): Conditions {
  const { context, options, contestants, sizesMb } = preparation;
  const { output } = definition;
  const engines = enginesOf(context, definition);
  const contenders = [...engines, ...contestants.map(({ name }) => name)];
  const limits = {
    ...limitsOf(context.settings),
    threads: own(context, 'threads', definition.threads),
  };
  const formats = own(context, 'to', output?.formats) ?? chooseFormats(context, contestants);
  requirePreferable(context, formats);
  const plan = {
    formats: [...formats],
    parquetCodec: own(context, 'parquetCodec', output?.parquetCodec),
    avroCodec: own(context, 'avroCodec', output?.avroCodec),
    prefer: own(context, 'prefer', output?.prefer),
  };
  if (sizesMb !== undefined) return { plan, ...conditionsInFunction(preparation, definition, sizesMb) };
  const reference = chooseReference(context, contenders, definition.reference);
  const conditions = { engines, contestants: contestants.map(({ name }) => name), limits, plan };
  return { engines, limits, plan, reference, bars: applicableBars(definition, conditions, options.judge) };
}
