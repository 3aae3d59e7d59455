import { z } from 'zod';
import { signBody } from '../webhooks/signature.js';
import type { World } from '../world/world.js';
import { type ControlRoute, controlRoute } from './control-route.js';

const injectedSchema = z.strictObject({
  appKey: z.string(),
  /** An object is sent as JSON, a text as it is. */
  body: z.union([z.string(), z.record(z.string(), z.unknown())]),
  signature: z.enum(['valid', 'wrong', 'none']).default('valid'),
});

type Injected = z.output<typeof injectedSchema>;

async function inject(world: World, { appKey, body, signature }: Injected): Promise<number> {
  const bytes = Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
  const secret = world.directory.appByKey(appKey)?.appSecret ?? 'a secret that no app has';
  const signatures = {
    valid: signBody(bytes, secret),
    wrong: signBody(bytes, `${secret} and more`),
    none: undefined,
  };
  return world.sender.inject(appKey, bytes, signatures[signature]);
}

/** Webhooks sent, and webhooks forged. */
export function webhookControls(world: World): ControlRoute[] {
  const tag = 'webhooks';
  return [
    controlRoute({
      method: 'POST',
      path: '/webhooks',
      tag,
      summary: "Posts a raw body; gives the receiver's status",
      body: injectedSchema,
      handle: async ({ body }) => ({ status: await inject(world, body) }),
    }),
    controlRoute({
      method: 'GET',
      path: '/webhooks',
      tag,
      summary: 'Deliveries so far',
      handle: () => ({ webhooks: world.sender.records }),
    }),
  ];
}
