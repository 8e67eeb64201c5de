import { createAlias, describeAlias, updateAlias, versionsOf } from './function-alias.ts';
import { requireRevision } from './functions.ts';
import { type Call, pageOf, type Route } from './route.ts';
import type { ServiceParts } from './service-parts.ts';

const ALIASES = '/2015-03-31/functions/:name/aliases';

/** Aliases, and what follows them. */
export function aliasRoutes({ functions, provisioned }: ServiceParts): readonly Route[] {
  const find = (call: Call) => functions.find(call.param('name')).found;

  const create = (call: Call): object => {
    const found = find(call);
    const alias = createAlias(call.json());
    found.addAlias(alias);
    return describeAlias(found.name, alias);
  };

  const update = (call: Call): object => {
    const found = find(call);
    const before = found.requireAlias(call.param('alias'));
    const body = call.json();
    requireRevision(body['RevisionId'], before.revisionId);
    const alias = updateAlias(before, body);
    found.setAlias(alias);
    void provisioned.follow(found, alias.name);
    return describeAlias(found.name, alias);
  };

  const list = (call: Call): object => {
    const found = find(call);
    const version = call.query('FunctionVersion');
    const aliases = found.aliases.filter(
      (alias) => version === undefined || versionsOf(alias).includes(version),
    );
    return pageOf(
      call,
      'Aliases',
      aliases.map((alias) => describeAlias(found.name, alias)),
    );
  };

  const remove = async (call: Call): Promise<void> => {
    const found = find(call);
    const qualifier = call.param('alias');
    found.deleteAlias(qualifier);
    await provisioned.delete({ found, qualifier });
  };

  return [
    { method: 'POST', path: ALIASES, status: 201, answer: create },
    { method: 'GET', path: ALIASES, status: 200, answer: list },
    {
      method: 'GET',
      path: `${ALIASES}/:alias`,
      status: 200,
      answer: (call) => {
        const found = find(call);
        return describeAlias(found.name, found.requireAlias(call.param('alias')));
      },
    },
    { method: 'PUT', path: `${ALIASES}/:alias`, status: 200, answer: update },
    { method: 'DELETE', path: `${ALIASES}/:alias`, status: 204, answer: remove },
  ];
}
