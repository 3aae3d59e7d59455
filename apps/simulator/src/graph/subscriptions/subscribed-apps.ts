import type { World } from '../../world/world.js';
import type { GraphRequest } from '../graph-request.js';
import { type GraphReply, type GraphRoute, SUCCESS } from '../graph-route.js';
import { parseOverride, requireSubscription, requireVerified } from './callback-parameters.js';
import { appOfToken } from './webhook-configuration.js';

const SCOPE = 'whatsapp_business_management';

async function subscribe(world: World, request: GraphRequest): Promise<GraphReply> {
  const waba = request.waba(undefined, SCOPE);
  const app = appOfToken(request, world);
  const override = parseOverride({
    override_callback_uri: request.param('override_callback_uri'),
    verify_token: request.param('verify_token'),
  });
  if (override !== undefined) {
    requireSubscription(world, waba.wabaId, app);
    await requireVerified(world, override.uri, override.verifyToken);
  }
  waba.subscribedApps.set(app.appId, { override, scopes: request.token.scopes });
  return SUCCESS;
}

function read(world: World, request: GraphRequest): GraphReply {
  const waba = request.waba(undefined, SCOPE);
  const data = [...waba.subscribedApps].flatMap(([appId, { override }]) => {
    const app = world.directory.app(appId);
    if (app === undefined) return [];
    const link = `https://www.facebook.com/games/?app_id=${appId}`;
    return {
      whatsapp_business_api_data: { id: appId, link, name: app.name },
      ...(override === undefined ? {} : { override_callback_uri: override.uri }),
    };
  });
  return { body: { data } };
}

function unsubscribe(world: World, request: GraphRequest): GraphReply {
  request.waba(undefined, SCOPE).subscribedApps.delete(appOfToken(request, world).appId);
  return SUCCESS;
}

/** `/{waba-id}/subscribed_apps`: whether the token's app hears of the account, and where. */
export function subscribedAppsRoutes(world: World): GraphRoute[] {
  const path = '/:id/subscribed_apps';
  return [
    {
      name: 'subscribed_apps.update',
      method: 'POST',
      path,
      handle: (request) => subscribe(world, request),
    },
    {
      name: 'subscribed_apps.read',
      method: 'GET',
      path,
      handle: (request) => read(world, request),
    },
    {
      name: 'subscribed_apps.remove',
      method: 'DELETE',
      path,
      handle: (request) => unsubscribe(world, request),
    },
  ];
}
