import type { World } from '../../world/world.js';
import { parseFields } from '../fields.js';
import { invalidParameter } from '../graph-error.js';
import type { GraphRequest } from '../graph-request.js';
import { type GraphReply, type GraphRoute, SUCCESS } from '../graph-route.js';
import { applyCalling } from './apply-calling.js';
import { callingView } from './calling-view.js';
import {
  applyOtherFamilies,
  OTHER_FAMILIES,
  otherFamiliesView,
  readOtherFamilies,
} from './other-families.js';
import { readCalling } from './read-calling.js';
import { refuseSettings } from './settings-refusals.js';

const FAMILIES = ['calling', ...OTHER_FAMILIES] as const;
const SCOPE = 'whatsapp_business_management';

/**
 * `/{phone-number-id}/settings`.
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/calling/call-settings
 */
export function settingsRoutes(world: World): GraphRoute[] {
  return [
    {
      name: 'settings.update',
      method: 'POST',
      path: '/:id/settings',
      handle: (request) => update(world, request),
    },
    {
      name: 'settings.read',
      method: 'GET',
      path: '/:id/settings',
      handle: (request) => read(world, request),
    },
  ];
}

function update(world: World, request: GraphRequest): GraphReply {
  const number = request.number(undefined, SCOPE);
  const { body } = request;
  const named = FAMILIES.filter((family) => body[family] !== undefined);
  if (named.length === 0) throw refuseSettings('noFamily', FAMILIES.join(', '));
  if (world.switches.isOneFamilyPerPost && named.length > 1) throw refuseSettings('oneFamily');
  const change = body.calling === undefined ? undefined : readCalling(world, body.calling);
  const others = readOtherFamilies(body);
  if (change !== undefined) applyCalling(world, number, change, request.token.appId);
  applyOtherFamilies(number, others);
  return SUCCESS;
}

function read(world: World, request: GraphRequest): GraphReply {
  const number = request.number(undefined, SCOPE);
  const hasCredentials = request.query.get('include_sip_credentials') === 'true';
  const settings: Readonly<Record<string, unknown>> = {
    calling: callingView(world, number, hasCredentials),
    ...otherFamiliesView(number),
  };
  const asked = request.query.get('fields') ?? '';
  if (asked === '' || !world.switches.areSettingsFieldsRead) return { body: settings };
  const names = parseFields(asked).map(({ name }) => name);
  const unknown = names.find((name) => !(FAMILIES as readonly string[]).includes(name));
  if (unknown !== undefined) {
    throw invalidParameter(`Tried accessing nonexisting field (${unknown}) on settings`);
  }
  const picked = Object.entries(settings).filter(([name]) => names.includes(name));
  return { body: Object.fromEntries(picked) };
}
