import { updateSettings, withArchitecture } from './function-settings.ts';
import { type Deployment, FunctionVersion, LATEST } from './function-version.ts';
import { requireRevision } from './functions.ts';
import type { LocalFunction } from './local-function.ts';
import { readCode } from './read-code.ts';
import type { Call, Route } from './route.ts';
import type { ServiceParts } from './service-parts.ts';
import { publish } from './version-routes.ts';
import { wallMs } from './wall-clock.ts';

const FUNCTION = '/2015-03-31/functions/:name';

/** Finds what is to be changed. @throws PreconditionFailedException, ResourceConflictException while it changes */
function findChangeable({ functions }: ServiceParts, call: Call): LocalFunction {
  const { found } = functions.find(call.param('name'));
  requireRevision(call.json()['RevisionId'], found.latest.revisionId);
  found.latest.requireSettled();
  return found;
}

function update(parts: ServiceParts, { latest }: LocalFunction, deployment: Deployment): void {
  // Another change may have come while the code was read.
  latest.requireSettled();
  latest.update(deployment, wallMs(parts.clock));
  parts.settleLater(latest);
}

/** What it would be, and nothing is changed. */
function describeTried(parts: ServiceParts, { name }: LocalFunction, deployment: Deployment): object {
  const tried = new FunctionVersion(name, LATEST, deployment, wallMs(parts.clock));
  tried.settle();
  return tried.describe();
}

async function updateCode(parts: ServiceParts, call: Call): Promise<object> {
  const found = findChangeable(parts, call);
  const body = call.json();
  const settings = withArchitecture(found.latest.shown.settings, body['Architectures']);
  const deployment = { settings, code: await readCode(parts, body) };
  if (body['DryRun'] === true) return describeTried(parts, found, deployment);
  update(parts, found, deployment);
  if (body['Publish'] !== true) return found.latest.describe();
  const version = publish(parts, found);
  return version.describe(version.version);
}

function updateConfiguration(parts: ServiceParts, call: Call): object {
  const found = findChangeable(parts, call);
  const { settings, code } = found.latest.shown;
  update(parts, found, { settings: updateSettings(settings, call.json()), code });
  return found.latest.describe();
}

/** UpdateFunctionCode and UpdateFunctionConfiguration. */
export function updateRoutes(parts: ServiceParts): readonly Route[] {
  return [
    {
      method: 'PUT',
      path: `${FUNCTION}/configuration`,
      status: 200,
      answer: (call) => updateConfiguration(parts, call),
    },
    { method: 'PUT', path: `${FUNCTION}/code`, status: 200, answer: (call) => updateCode(parts, call) },
  ];
}
