import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { codeName } from './code-store.ts';
import { parseReference } from './function-name.ts';
import { createSettings, parsed } from './function-settings.ts';
import type { Asked } from './functions.ts';
import { invalid, notFound } from './lambda-error.ts';
import { LocalFunction } from './local-function.ts';
import { readCode } from './read-code.ts';
import { Answer, type Call, LARGEST_FUNCTION_PAGE, pageOf, type Route } from './route.ts';
import type { ServiceParts } from './service-parts.ts';
import { publish } from './version-routes.ts';
import { wallMs } from './wall-clock.ts';

const FUNCTIONS = '/2015-03-31/functions';
const CODE = '/local/code';
const ALL_VERSIONS = 'ALL';

const tagsSchema = z.record(z.string(), z.string()).optional();

function newName(text: unknown): string {
  const { name, qualifier } = parseReference(`${text ?? ''}`);
  if (qualifier !== undefined) throw invalid(`A function is created without a qualifier: ${text}`);
  return name;
}

async function create(parts: ServiceParts, call: Call): Promise<object> {
  const { functions, clock } = parts;
  const body = call.json();
  const name = newName(body['FunctionName']);
  functions.requireFree(name);
  const settings = createSettings(name, body);
  const tags = Object.entries(parsed(tagsSchema, body['Tags']) ?? {});
  const code = await readCode(parts, body['Code'] ?? {});
  const one = new LocalFunction(name, { settings, code }, wallMs(clock));
  functions.add(one);
  for (const [key, value] of tags) one.tags.set(key, value);
  parts.settleLater(one.latest);
  if (body['Publish'] !== true) return one.latest.describe();
  const version = publish(parts, one);
  return version.describe(version.version);
}

function get({ endpoint }: ServiceParts, { found, qualifier }: Asked): object {
  const version = found.resolve(qualifier);
  const location = `${endpoint()}${CODE}/${codeName(version.shown.code)}`;
  const { reservedConcurrency, tags } = found;
  return {
    Configuration: version.describe(qualifier),
    Code: { RepositoryType: 'S3', Location: location },
    ...(tags.size > 0 && { Tags: Object.fromEntries(tags) }),
    ...(reservedConcurrency !== undefined && {
      Concurrency: { ReservedConcurrentExecutions: reservedConcurrency },
    }),
  };
}

async function remove(parts: ServiceParts, { found, qualifier }: Asked): Promise<void> {
  if (qualifier !== undefined) {
    await parts.pools.drop(found.deleteVersion(qualifier));
    return;
  }
  parts.functions.delete(found.name);
  await parts.provisioned.deleteAll(found);
  await Promise.all(found.versions.map((version) => parts.pools.drop(version)));
}

function list({ functions }: ServiceParts, call: Call): object {
  const wantsAll = call.query('FunctionVersion') === ALL_VERSIONS;
  const versions = functions.all.flatMap((one) => (wantsAll ? one.versions : [one.latest]));
  const described = versions.map((version) => version.describe(wantsAll ? version.version : undefined));
  return pageOf(call, 'Functions', described, LARGEST_FUNCTION_PAGE);
}

async function sendCode({ codes }: ServiceParts, digest: string): Promise<Answer> {
  const code = await codes.find(digest);
  if (code === undefined) throw notFound(`There is no such code: ${digest}`);
  return new Answer(200, await readFile(code.zipFile), { 'content-type': 'application/zip' });
}

/** How functions come, are told of, and go; their code is at the address that GetFunction gives. */
export function functionRoutes(parts: ServiceParts): readonly Route[] {
  const asked = (call: Call) => parts.functions.find(call.param('name'), call.query('Qualifier'));
  return [
    { method: 'POST', path: FUNCTIONS, status: 201, answer: (call) => create(parts, call) },
    { method: 'GET', path: FUNCTIONS, status: 200, answer: (call) => list(parts, call) },
    { method: 'GET', path: `${FUNCTIONS}/:name`, status: 200, answer: (call) => get(parts, asked(call)) },
    {
      method: 'DELETE',
      path: `${FUNCTIONS}/:name`,
      status: 204,
      answer: (call) => remove(parts, asked(call)),
    },
    {
      method: 'GET',
      path: `${FUNCTIONS}/:name/configuration`,
      status: 200,
      answer: (call) => {
        const { found, qualifier } = asked(call);
        return found.resolve(qualifier).describe(qualifier);
      },
    },
    {
      method: 'GET',
      path: `${CODE}/:digest`,
      status: 200,
      answer: (call) => sendCode(parts, call.param('digest')),
    },
  ];
}
