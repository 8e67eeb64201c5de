import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { type Code, codeName } from './code-store.ts';
import { parseReference } from './function-name.ts';
import { createSettings, parsed, updateSettings, withArchitecture } from './function-settings.ts';
import { FunctionVersion, LATEST } from './function-version.ts';
import { type Asked, requireRevision } from './functions.ts';
import { invalid, notFound } from './lambda-error.ts';
import { LocalFunction } from './local-function.ts';
import { Answer, type Call, pageOf, type Route } from './route.ts';
import type { ServiceParts } from './service-parts.ts';
import { wallMs } from './wall-clock.ts';

const FUNCTIONS = '/2015-03-31/functions';
const CODE_PATH = '/local/code';
/** ListFunctions and ListVersionsByFunction give no more at once. */
const LARGEST_PAGE = 50;
const BOTH = 'ALL';

const codeSchema = z.object({
  ZipFile: z.base64().optional(),
  S3Bucket: z.string().min(3).optional(),
  S3Key: z.string().min(1).optional(),
  S3ObjectVersion: z.undefined('versions of objects are not there locally').optional(),
  ImageUri: z.undefined('container images are not there locally').optional(),
});
const tagsSchema = z.record(z.string(), z.string()).optional();

/** CreateFunction and what follows of a function's life. */
export function functionRoutes(parts: ServiceParts): readonly Route[] {
  const { functions, clock } = parts;
  const asked = (call: Call) => functions.find(call.param('name'), call.query('Qualifier'));

  const readCode = async (body: unknown): Promise<Code> => {
    const { ZipFile: zip, S3Bucket: bucket, S3Key: key } = parsed(codeSchema, body);
    if (zip !== undefined) return parts.codes.add(Buffer.from(zip, 'base64'));
    if (bucket === undefined || key === undefined)
      throw invalid('Please provide a source for function code.');
    return parts.codes.add(await parts.readObject(bucket, key));
  };

  const publish = (one: LocalFunction, description: string | undefined): FunctionVersion => {
    const { version, isNew } = one.publish(description, wallMs(clock));
    if (isNew) parts.settleLater(version);
    return version;
  };

  const create = async (call: Call): Promise<object> => {
    const body = call.json();
    const { FunctionName: text, Publish: isPublished, Tags: tags } = body;
    const { name, qualifier } = parseReference(`${text ?? ''}`);
    if (qualifier !== undefined) throw invalid(`A function is created without a qualifier: ${text}`);
    functions.requireFree(name);
    const settings = createSettings(name, body);
    const givenTags = Object.entries(parsed(tagsSchema, tags) ?? {});
    const code = await readCode(body['Code'] ?? {});
    const one = new LocalFunction(name, { settings, code }, wallMs(clock));
    functions.add(one);
    for (const [key, value] of givenTags) one.tags.set(key, value);
    parts.settleLater(one.latest);
    if (isPublished !== true) return one.latest.describe();
    const version = publish(one, undefined);
    return version.describe(version.version);
  };

  const update = (one: LocalFunction, change: () => FunctionVersion['shown']): void => {
    one.latest.requireSettled();
    one.latest.update(change(), wallMs(clock));
    parts.settleLater(one.latest);
  };

  const updateCode = async (call: Call): Promise<object> => {
    const body = call.json();
    const { found } = functions.find(call.param('name'));
    requireRevision(body['RevisionId'], found.latest.revisionId);
    found.latest.requireSettled();
    const code = await readCode(body);
    const settings = withArchitecture(found.latest.shown.settings, body['Architectures']);
    if (body['DryRun'] === true) {
      const tried = new FunctionVersion(found.name, LATEST, { settings, code }, wallMs(clock));
      tried.settle();
      return tried.describe();
    }
    update(found, () => ({ settings, code }));
    if (body['Publish'] !== true) return found.latest.describe();
    const version = publish(found, undefined);
    return version.describe(version.version);
  };

  const updateConfiguration = (call: Call): object => {
    const body = call.json();
    const { found } = functions.find(call.param('name'));
    requireRevision(body['RevisionId'], found.latest.revisionId);
    const { settings, code } = found.latest.shown;
    const updated = updateSettings(settings, body);
    update(found, () => ({ settings: updated, code }));
    return found.latest.describe();
  };

  const publishVersion = (call: Call): object => {
    const { CodeSha256: sha256, Description: description, RevisionId: revisionId } = call.json();
    const { found } = functions.find(call.param('name'));
    requireRevision(revisionId, found.latest.revisionId);
    found.latest.requireSettled();
    const current = found.latest.shown.code.sha256;
    if (sha256 !== undefined && sha256 !== '' && sha256 !== current) {
      throw invalid(
        `CodeSHA256 (${sha256}) is different from current CodeSHA256 in $LATEST (${current}). Please try again with the CodeSHA256 in $LATEST.`,
      );
    }
    const version = publish(found, parsed(z.string().max(256).optional(), description));
    return version.describe(version.version);
  };

  const get = (call: Call): object => {
    const { found, qualifier } = asked(call);
    const version = found.resolve(qualifier);
    return {
      Configuration: version.describe(qualifier),
      Code: {
        RepositoryType: 'S3',
        Location: `${parts.endpoint()}${CODE_PATH}/${codeName(version.shown.code)}`,
      },
      ...(found.tags.size > 0 && { Tags: Object.fromEntries(found.tags) }),
      ...(found.reservedConcurrency !== undefined && {
        Concurrency: { ReservedConcurrentExecutions: found.reservedConcurrency },
      }),
    };
  };

  const remove = async ({ found, qualifier }: Asked): Promise<void> => {
    if (qualifier !== undefined) {
      await parts.pools.drop(found.deleteVersion(qualifier));
      return;
    }
    functions.delete(found.name);
    await parts.provisioned.deleteAll(found);
    await Promise.all(found.versions.map((version) => parts.pools.drop(version)));
  };

  const list = (call: Call): object => {
    const all = call.query('FunctionVersion') === BOTH;
    const versions = functions.all.flatMap((one) => (all ? one.versions : [one.latest]));
    const described = versions.map((version) => version.describe(all ? version.version : undefined));
    return pageOf(call, 'Functions', described, LARGEST_PAGE);
  };

  return [
    { method: 'POST', path: FUNCTIONS, status: 201, answer: create },
    { method: 'GET', path: FUNCTIONS, status: 200, answer: list },
    { method: 'GET', path: `${FUNCTIONS}/:name`, status: 200, answer: get },
    { method: 'DELETE', path: `${FUNCTIONS}/:name`, status: 204, answer: (call) => remove(asked(call)) },
    {
      method: 'GET',
      path: `${FUNCTIONS}/:name/configuration`,
      status: 200,
      answer: (call) => {
        const { found, qualifier } = asked(call);
        return found.resolve(qualifier).describe(qualifier);
      },
    },
    { method: 'PUT', path: `${FUNCTIONS}/:name/configuration`, status: 200, answer: updateConfiguration },
    { method: 'PUT', path: `${FUNCTIONS}/:name/code`, status: 200, answer: updateCode },
    { method: 'POST', path: `${FUNCTIONS}/:name/versions`, status: 201, answer: publishVersion },
    {
      method: 'GET',
      path: `${FUNCTIONS}/:name/versions`,
      status: 200,
      answer: (call) => {
        const { found } = functions.find(call.param('name'));
        const described = found.versions.map((version) => version.describe(version.version));
        return pageOf(call, 'Versions', described, LARGEST_PAGE);
      },
    },
    {
      method: 'GET',
      path: `${CODE_PATH}/:digest`,
      status: 200,
      answer: async (call) => {
        const code = await parts.codes.find(call.param('digest'));
        if (code === undefined) throw notFound(`There is no such code: ${call.param('digest')}`);
        return new Answer(200, await readFile(code.zipFile), { 'content-type': 'application/zip' });
      },
    },
  ];
}
