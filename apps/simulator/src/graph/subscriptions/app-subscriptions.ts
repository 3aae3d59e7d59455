import { z } from 'zod';
import { WEBHOOK_FIELDS } from '../../webhooks/webhook-fields.js';
import type { MetaApp } from '../../world/assets.js';
import type { World } from '../../world/world.js';
import { GraphError } from '../graph-error.js';
import type { GraphRequest } from '../graph-request.js';
import { type GraphReply, type GraphRoute, SUCCESS } from '../graph-route.js';
import { appTokenRequired, requireCallbackUrl, requireVerified } from './callback-parameters.js';

const OBJECT = 'whatsapp_business_account';
const fieldsSchema = z.array(z.string().trim());
const NEWEST_VERSION = 'v26.0';

function mustBeOneOf(name: string, allowed: readonly string[]): GraphError {
  const title = `Param ${name} must be one of {${allowed.join(', ')}}`;
  return new GraphError({ httpStatus: 400, code: 100, title });
}

/** The app of the path, by its own token. */
function ownApp(request: GraphRequest): MetaApp {
  if (request.token.kind !== 'APP') throw appTokenRequired();
  return request.app();
}

function requireObject(value: unknown): void {
  if (value !== OBJECT) throw mustBeOneOf('object', [OBJECT]);
}

/** Fields as a list or as text with commas; undefined when none are named. */
function parseFieldNames(value: unknown): string[] | undefined {
  if (value === undefined || value === '') return undefined;
  const items = typeof value === 'string' ? value.split(',') : value;
  const names = fieldsSchema.safeParse(items).data?.filter((name) => name !== '');
  if (names?.every((name) => WEBHOOK_FIELDS.includes(name)) === true) return names;
  throw mustBeOneOf('fields', WEBHOOK_FIELDS);
}

async function subscribe(world: World, request: GraphRequest): Promise<GraphReply> {
  const app = ownApp(request);
  requireObject(request.requiredParam('object'));
  const fields = parseFieldNames(request.param('fields'));
  const url = requireCallbackUrl('callback_url', request.requiredParam('callback_url'));
  const verifyToken = request.requiredParam('verify_token');
  await requireVerified(world, url, verifyToken);
  app.callbackUrl = url;
  app.verifyToken = verifyToken;
  if (fields !== undefined) app.fields = new Set(fields);
  return SUCCESS;
}

function read(world: World, request: GraphRequest): GraphReply {
  const app = ownApp(request);
  if (app.fields.size === 0) return { body: { data: [] } };
  const subscription = {
    object: OBJECT,
    callback_url: world.sender.recipients.urlOfApp(app) ?? '',
    active: true,
    fields: [...app.fields].sort().map((name) => ({ name, version: NEWEST_VERSION })),
  };
  return { body: { data: [subscription] } };
}

function unsubscribe(request: GraphRequest): GraphReply {
  const app = ownApp(request);
  const object = request.param('object');
  if (object !== undefined) requireObject(object);
  const fields = parseFieldNames(request.param('fields'));
  if (fields === undefined) {
    app.fields = new Set();
    app.callbackUrl = undefined;
  } else {
    for (const field of fields) app.fields.delete(field);
  }
  return SUCCESS;
}

/** `/{app-id}/subscriptions`: the app's callback URL and fields. Only the app's own token will do. */
export function appSubscriptionRoutes(world: World): GraphRoute[] {
  const path = '/:id/subscriptions';
  return [
    {
      name: 'subscriptions.update',
      method: 'POST',
      path,
      handle: (request) => subscribe(world, request),
    },
    {
      name: 'subscriptions.read',
      method: 'GET',
      path,
      handle: (request) => read(world, request),
    },
    { name: 'subscriptions.remove', method: 'DELETE', path, handle: unsubscribe },
  ];
}
