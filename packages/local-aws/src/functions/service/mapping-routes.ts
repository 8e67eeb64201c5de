import { pageOf, type Route } from './route.ts';
import type { ServiceParts } from './service-parts.ts';

const MAPPINGS = '/2015-03-31/event-source-mappings';

export function mappingRoutes({ mappings }: ServiceParts): readonly Route[] {
  return [
    { method: 'POST', path: MAPPINGS, status: 202, answer: (call) => mappings.create(call.json()) },
    {
      method: 'GET',
      path: MAPPINGS,
      status: 200,
      answer: (call) => {
        const found = mappings.list(call.query('FunctionName'), call.query('EventSourceArn'));
        return pageOf(call, 'EventSourceMappings', found);
      },
    },
    { method: 'GET', path: `${MAPPINGS}/:id`, status: 200, answer: (call) => mappings.get(call.param('id')) },
    {
      method: 'PUT',
      path: `${MAPPINGS}/:id`,
      status: 202,
      answer: (call) => mappings.update(call.param('id'), call.json()),
    },
    {
      method: 'DELETE',
      path: `${MAPPINGS}/:id`,
      status: 202,
      answer: (call) => mappings.delete(call.param('id')),
    },
  ];
}
