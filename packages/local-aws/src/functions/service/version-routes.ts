import { z } from 'zod';
import { parsed } from './function-settings.ts';
import type { FunctionVersion } from './function-version.ts';
import { requireRevision } from './functions.ts';
import { invalid } from './lambda-error.ts';
import type { LocalFunction } from './local-function.ts';
import { type Call, LARGEST_FUNCTION_PAGE, pageOf, type Route } from './route.ts';
import type { ServiceParts } from './service-parts.ts';
import { wallMs } from './wall-clock.ts';

const VERSIONS = '/2015-03-31/functions/:name/versions';

/** Publishes what `$LATEST` shows; the last version where nothing has changed since. */
export function publish(parts: ServiceParts, one: LocalFunction, description?: string): FunctionVersion {
  const { version, isNew } = one.publish(description, wallMs(parts.clock));
  if (isNew) parts.settleLater(version);
  return version;
}

function publishVersion(parts: ServiceParts, call: Call): object {
  const { CodeSha256: sha256, Description: description, RevisionId: revisionId } = call.json();
  const { found } = parts.functions.find(call.param('name'));
  requireRevision(revisionId, found.latest.revisionId);
  found.latest.requireSettled();
  const current = found.latest.shown.code.sha256;
  if (sha256 !== undefined && sha256 !== '' && sha256 !== current) {
    throw invalid(
      `CodeSHA256 (${sha256}) is different from current CodeSHA256 in $LATEST (${current}). Please try again with the CodeSHA256 in $LATEST.`,
    );
  }
  const version = publish(parts, found, parsed(z.string().max(256).optional(), description));
  return version.describe(version.version);
}

export function versionRoutes(parts: ServiceParts): readonly Route[] {
  return [
    { method: 'POST', path: VERSIONS, status: 201, answer: (call) => publishVersion(parts, call) },
    {
      method: 'GET',
      path: VERSIONS,
      status: 200,
      answer: (call) => {
        const { found } = parts.functions.find(call.param('name'));
        const described = found.versions.map((version) => version.describe(version.version));
        return pageOf(call, 'Versions', described, LARGEST_FUNCTION_PAGE);
      },
    },
  ];
}
