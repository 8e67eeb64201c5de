type Json = Readonly<Record<string, unknown>>;

const listOf = (value: unknown) => (Array.isArray(value) ? (value as readonly Json[]) : []);

const asCsv = (dataset: unknown): Json => ({ ...(dataset as Json), format: 'CSV' });

/** Version 1 read CSV alone, had one pair of limits for all scenarios, compared times alone and knew no bars. */
function fromVersion1({ limits, ...record }: Json): Json {
  return {
    ...record,
    recordVersion: 2,
    scenarios: listOf(record['scenarios']).map((scenario) => ({
      ...scenario,
      dataset: asCsv(scenario['dataset']),
      limits,
      metric: 'time',
      typing: 'given',
    })),
    measurements: listOf(record['measurements']).map((one) =>
      one['status'] === 'measured' ? { ...one, bars: [] } : one,
    ),
  };
}

/** Version 2 knew files alone, and no lines through times. */
const fromVersion2 = (record: Json): Json => ({
  ...record,
  recordVersion: 3,
  fits: [],
  scenarios: listOf(record['scenarios']).map((scenario) => ({ ...scenario, store: { kind: 'files' } })),
});

const UPGRADES: Readonly<Record<number, (record: Json) => Json>> = { 1: fromVersion1, 2: fromVersion2 };

/** A record of an earlier version in the shape of the current one; any other as it is. Nothing is made up: no figures. */
export function upgradeRecord(record: Json): Json {
  const version = record['recordVersion'];
  const upgrade = typeof version === 'number' ? UPGRADES[version] : undefined;
  return upgrade ? upgradeRecord(upgrade(record)) : record;
}
