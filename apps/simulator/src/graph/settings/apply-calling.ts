import { randomBytes } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { BusinessNumber } from '../../world/assets.js';
import type {
  CallingSettings,
  SipServer,
  SipSettings,
  Voicemail,
} from '../../world/calling-settings.js';
import { isCallingEnabled, isSipMode } from '../../world/calling-settings.js';
import { liftRestriction } from '../../world/restrictions/impose-restriction.js';
import type { World } from '../../world/world.js';
import { callingError } from '../calling-errors.js';
import type { CallingChange } from './read-calling.js';
import type { SipChange } from './read-sip.js';
import { refuseSettings } from './settings-refusals.js';

const NO_SIP: SipSettings = { status: 'DISABLED', webhookDelivery: 'DISABLED', servers: [] };
const NO_VOICEMAIL: Voicemail = {
  status: 'DISABLED',
  triggers: [],
  announcementMediaId: undefined,
  timeoutSeconds: undefined,
};
const PASSWORD_BYTES = 24;

/** Writes a change into a number's settings: all of it, or nothing and the error that refuses it. */
export function applyCalling(
  world: World,
  number: BusinessNumber,
  change: CallingChange,
  appId: string,
): void {
  const before = number.calling;
  const next: CallingSettings = { ...before, ...change.fields };
  if (change.sip !== undefined) next.sip = withSip(before.sip ?? NO_SIP, change.sip, appId);
  if (change.voicemail !== undefined) {
    next.voicemail = { ...NO_VOICEMAIL, ...before.voicemail, ...change.voicemail };
  }
  if (isSipMode(next) && next.sip?.servers.length === 0) throw refuseSettings('noServer');
  if (isCallingEnabled(next) && !isCallingEnabled(before)) checkPrerequisites(world, number, next);
  next.sipPasswords = passwordsOf(next);
  number.calling = next;
  if (change.fields.callIconVisibility === 'DEFAULT') {
    // Showing the button again is how a business gets it back.
    liftRestriction(number, 'RESTRICTED_USER_INITIATED_CALLING_CALL_BUTTON_HIDDEN');
  }
  const changed = changedFields(before, next);
  if (changed.length > 0) world.events.emit('settings.changed', { number, changed });
}

function withSip(before: SipSettings, change: SipChange, appId: string): SipSettings {
  const { server, status, webhookDelivery } = change;
  return {
    status: status ?? before.status,
    webhookDelivery: webhookDelivery ?? before.webhookDelivery,
    servers:
      server === undefined
        ? before.servers
        : [
            ...before.servers.filter((other) => other.appId !== appId),
            ...(server === null ? [] : [{ appId, ...server } satisfies SipServer]),
          ],
  };
}

/** Public test numbers and sandbox accounts need no messaging limit. */
function checkPrerequisites(world: World, number: BusinessNumber, next: CallingSettings): void {
  if (world.onboarding.profiles.ofNumber(number).isOnBusinessApp) {
    throw callingError(
      'missingPrerequisites',
      'Calls of a number that is in the WhatsApp Business app too stay in the app',
    );
  }
  const isTest = number.accountMode === 'SANDBOX' || number.recipients !== null;
  if (!isTest && number.messagingLimit === 'TIER_250') throw callingError('cannotEnable');
  if (!isSipMode(next) && !isHeard(world, number)) throw callingError('missingPrerequisites');
}

/** Whether an app of the account would get the webhooks of calls. */
function isHeard({ directory }: World, { wabaId }: BusinessNumber): boolean {
  const appIds = [...(directory.waba(wabaId)?.subscribedApps.keys() ?? [])];
  return appIds.some((appId) => directory.app(appId)?.fields.has('calls') === true);
}

/**
 * One password for each app with a server. It outlives the server, until calling and SIP are off
 * too: that is how a business asks for a new one.
 */
function passwordsOf(settings: CallingSettings): Readonly<Record<string, string>> {
  const servers = new Set(settings.sip?.servers.map(({ appId }) => appId));
  const isOff = !isCallingEnabled(settings) && !isSipMode(settings);
  const kept = Object.entries(settings.sipPasswords ?? {}).filter(
    ([appId]) => servers.has(appId) || !isOff,
  );
  const passwords = Object.fromEntries(kept);
  for (const appId of servers) {
    passwords[appId] ??= randomBytes(PASSWORD_BYTES).toString('base64url');
  }
  return passwords;
}

/** The JSON names of what can change; Meta looks inside `sip` alone. */
const WATCHED: Readonly<Record<string, (settings: CallingSettings) => unknown>> = {
  status: (settings) => settings.status,
  call_icon_visibility: (settings) => settings.callIconVisibility,
  call_icons: (settings) => settings.iconCountries,
  call_hours: (settings) => settings.callHours,
  callback_permission_status: (settings) => settings.callbackPermissionStatus,
  // Off until somebody turns it on: that a number names SIP for the first time changes nothing.
  'sip.status': (settings) => settings.sip?.status ?? NO_SIP.status,
  'sip.webhook_delivery': (settings) => settings.sip?.webhookDelivery ?? NO_SIP.webhookDelivery,
  'sip.servers': (settings) => settings.sip?.servers,
  srtp_key_exchange_protocol: (settings) => settings.srtpKeyExchange,
  audio: (settings) => settings.additionalCodecs,
  voicemail: (settings) => settings.voicemail,
};

function changedFields(before: CallingSettings, after: CallingSettings): string[] {
  return Object.entries(WATCHED)
    .filter(([, read]) => !isDeepStrictEqual(read(before), read(after)))
    .map(([name]) => name);
}
