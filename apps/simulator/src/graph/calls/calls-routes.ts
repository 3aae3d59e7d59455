import type { World } from '../../world/world.js';
import type { GraphRoute } from '../graph-route.js';
import { CallActions } from './call-actions.js';

/** `POST /{phone-number-id}/calls`, the one Graph endpoint of a call. */
export function callsRoutes(world: World): GraphRoute[] {
  const actions = new CallActions(world);
  return [
    {
      name: 'calls',
      method: 'POST',
      path: '/:id/calls',
      actionOf: ({ body: { action } }) => (typeof action === 'string' ? action : undefined),
      callOf: ({ body: { call_id: id } }) =>
        typeof id === 'string' ? world.calls.find(id) : undefined,
      handle: async (request) => {
        const number = request.number(undefined, 'whatsapp_business_messaging');
        const { body, call } = await actions.apply(number, request.body);
        return {
          body,
          call,
          onSend: (atMs) => {
            if (request.body.action === 'accept') call.times.acceptReplySentMs = atMs;
          },
        };
      },
    },
  ];
}
