import type { BusinessNumber, MetaApp } from '../../world/assets.js';
import type { World } from '../../world/world.js';
import { invalidParameter, noAccess } from '../graph-error.js';
import type { GraphRequest } from '../graph-request.js';
import { type GraphReply, SUCCESS } from '../graph-route.js';
import type { FieldOf } from '../nodes.js';
import { parseOverride, requireSubscription, requireVerified } from './callback-parameters.js';

/** The app behind a token. */
export function appOfToken(request: GraphRequest, world: World): MetaApp {
  const app = world.directory.app(request.token.appId);
  if (app === undefined) throw noAccess();
  return app;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A form carries the object as JSON text. */
function readConfiguration(value: unknown): Readonly<Record<string, unknown>> {
  let read = value;
  if (typeof value === 'string') {
    try {
      read = JSON.parse(value) as unknown;
    } catch {
      // Refused below, like any other text.
    }
  }
  if (!isObject(read)) throw invalidParameter('Param webhook_configuration must be an object.');
  return read;
}

/** `POST /{phone-number-id}` with `webhook_configuration`: the app's alternate URL for one number. */
export async function updateWebhookConfiguration(
  number: BusinessNumber,
  request: GraphRequest,
  world: World,
): Promise<GraphReply> {
  request.requireScope('whatsapp_business_management');
  const app = appOfToken(request, world);
  const override = parseOverride(readConfiguration(request.param('webhook_configuration')));
  if (override === undefined) {
    number.webhookOverrides.delete(app.appId);
    return SUCCESS;
  }
  requireSubscription(world, number.wabaId, app);
  await requireVerified(world, override.uri, override.verifyToken);
  number.webhookOverrides.set(app.appId, override);
  return SUCCESS;
}

/** The field `webhook_configuration` of a number: what is set at each level, for the token's app. */
export function webhookConfiguration({
  node: number,
  request,
  world,
}: Pick<FieldOf<BusinessNumber>, 'node' | 'request' | 'world'>): Record<string, string> {
  const app = appOfToken(request, world);
  const { appId } = app;
  const ofNumber = number.webhookOverrides.get(appId)?.uri;
  const ofWaba = world.directory.waba(number.wabaId)?.subscribedApps.get(appId)?.override?.uri;
  const ofApp = world.sender.recipients.urlOfApp(app);
  return {
    ...(ofNumber === undefined ? {} : { phone_number: ofNumber }),
    ...(ofWaba === undefined ? {} : { whatsapp_business_account: ofWaba }),
    ...(ofApp === undefined ? {} : { application: ofApp }),
  };
}
