import type { OnOff } from '../../world/calling-settings.js';
import { type JsonObject, ON_OFF, readArray, readObject, readWord, required } from './read-json.js';
import { refuseSettings } from './settings-refusals.js';

/** A server as the request names it; it will belong to the request's app. */
export interface ServerChange {
  readonly hostname: string;
  readonly port: number;
  readonly requestUriUserParams: Readonly<Record<string, string>>;
}

/** What a request changes about SIP; absent fields stay. */
export interface SipChange {
  readonly status?: OnOff | undefined;
  readonly webhookDelivery?: OnOff | undefined;
  /** Null removes the app's server. */
  readonly server?: ServerChange | null | undefined;
}

const DEFAULT_PORT = 5061;
const MAX_PORT = 65_535;
const MAX_PARAM_LENGTH = 128;
const HOSTNAME =
  /^(?=.{1,253}$)[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)*$/i;

/**
 * Reads `sip`.
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/calling/sip
 */
export function readSip(value: unknown): SipChange {
  const sip = readObject(value, 'sip', ['status', 'webhook_delivery', 'servers']);
  return {
    status: readWord(sip.status, ON_OFF, 'invalidStatus'),
    webhookDelivery: readWord(sip.webhook_delivery, ON_OFF, 'invalidStatus'),
    server: sip.servers === undefined ? undefined : readServers(sip.servers),
  };
}

function readServers(value: unknown): ServerChange | null {
  const servers = readArray(value, 'sip.servers');
  if (servers.length === 0) return null;
  // A list only so that more may come one day.
  if (servers.length > 1) throw refuseSettings('oneServer');
  const path = 'sip.servers';
  const server = readObject(servers[0], path, ['hostname', 'port', 'request_uri_user_params']);
  const hostname = required(server.hostname, `${path}.hostname`);
  if (typeof hostname !== 'string' || !HOSTNAME.test(hostname)) {
    throw refuseSettings('invalidHostname');
  }
  return { hostname, port: readPort(server), requestUriUserParams: readParams(server) };
}

/** An integer; Meta's table calls it a text, so its digits do too. */
function readPort({ port = DEFAULT_PORT }: JsonObject): number {
  const number = typeof port === 'string' && /^\d+$/.test(port) ? Number(port) : port;
  if (typeof number !== 'number' || !Number.isInteger(number) || number < 1 || number > MAX_PORT) {
    throw refuseSettings('invalidPort');
  }
  return number;
}

function readParams(server: JsonObject): Record<string, string> {
  const { request_uri_user_params: given = {} } = server;
  const path = 'sip.servers.request_uri_user_params';
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    throw refuseSettings('wrongType', `${path} must be an object`);
  }
  const params: Record<string, string> = {};
  for (const [key, value] of Object.entries(given)) {
    if (typeof value !== 'string') throw refuseSettings('wrongType', `${path} must hold texts`);
    if (key.length > MAX_PARAM_LENGTH || value.length > MAX_PARAM_LENGTH) {
      throw refuseSettings('longUserParam');
    }
    params[key] = value;
  }
  return params;
}
