import { z } from 'zod';
import { functionArn } from './function-name.ts';
import { parsed } from './function-settings.ts';
import { conflict, notFound } from './lambda-error.ts';
import type { Call, Route } from './route.ts';
import type { ServiceParts } from './service-parts.ts';

const POLICY = '/2015-03-31/functions/:name/policy';
const TAGS = '/2017-03-31/tags/:resource';

const permissionSchema = z.object({
  StatementId: z.string().regex(/^[A-Za-z0-9_-]{1,100}$/),
  Action: z.string().regex(/^(lambda:[*]|lambda:[a-zA-Z]+|[*])$/),
  Principal: z.string().min(1),
  SourceArn: z.string().optional(),
  SourceAccount: z.string().optional(),
});

/** A policy that is kept and told, and that nothing locally asks: every credential is right. */
export function policyRoutes({ functions }: ServiceParts): readonly Route[] {
  const find = (call: Call) => functions.find(call.param('name'), call.query('Qualifier')).found;

  const add = (call: Call): object => {
    const { found, qualifier } = functions.find(call.param('name'), call.query('Qualifier'));
    const {
      StatementId: id,
      Action,
      Principal,
      SourceArn,
      SourceAccount,
    } = parsed(permissionSchema, call.json());
    if (found.policy.has(id)) {
      throw conflict(
        `The statement id (${id}) provided already exists. Please provide a new statement id, or remove the existing statement.`,
      );
    }
    const isService = Principal.includes('.');
    const conditions = {
      ...(SourceAccount !== undefined && { StringEquals: { 'AWS:SourceAccount': SourceAccount } }),
      ...(SourceArn !== undefined && { ArnLike: { 'AWS:SourceArn': SourceArn } }),
    };
    const statement = {
      Sid: id,
      Effect: 'Allow',
      Principal: isService ? { Service: Principal } : { AWS: Principal },
      Action,
      Resource: functionArn(found.name, qualifier),
      ...(Object.keys(conditions).length > 0 && { Condition: conditions }),
    };
    found.policy.set(id, statement);
    return { Statement: JSON.stringify(statement) };
  };

  const get = (call: Call): object => {
    const found = find(call);
    if (found.policy.size === 0) throw notFound('The resource you requested does not exist.');
    const policy = { Version: '2012-10-17', Id: 'default', Statement: [...found.policy.values()] };
    return { Policy: JSON.stringify(policy), RevisionId: found.latest.revisionId };
  };

  const remove = (call: Call): void => {
    const isThere = find(call).policy.delete(call.param('id'));
    if (!isThere) throw notFound(`Statement ${call.param('id')} is not found in resource policy.`);
  };

  return [
    { method: 'POST', path: POLICY, status: 201, answer: add },
    { method: 'GET', path: POLICY, status: 200, answer: get },
    { method: 'DELETE', path: `${POLICY}/:id`, status: 204, answer: remove },
  ];
}

const tagsSchema = z.object({ Tags: z.record(z.string(), z.string()) });

export function tagRoutes({ functions }: ServiceParts): readonly Route[] {
  const tagsOf = (call: Call) => functions.find(call.param('resource')).found.tags;
  return [
    {
      method: 'GET',
      path: TAGS,
      status: 200,
      answer: (call) => ({ Tags: Object.fromEntries(tagsOf(call)) }),
    },
    {
      method: 'POST',
      path: TAGS,
      status: 204,
      answer: (call) => {
        const tags = tagsOf(call);
        for (const [key, value] of Object.entries(parsed(tagsSchema, call.json()).Tags)) tags.set(key, value);
      },
    },
    {
      method: 'DELETE',
      path: TAGS,
      status: 204,
      answer: (call) => {
        const tags = tagsOf(call);
        for (const key of call.queries('tagKeys')) tags.delete(key);
      },
    },
  ];
}
