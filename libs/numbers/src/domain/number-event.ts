import type { MetaCallingSettings, MetaDetailOf, MetaRestriction } from '#patchbay/meta';

/** What Meta tells about numbers, as its webhooks say it. */
export type NumberEventDetail = MetaDetailOf<
  | 'account_settings_update'
  | 'account_update.ACCOUNT_RESTRICTION'
  | 'account_update.ACCOUNT_VIOLATION'
  | 'account_update.VERIFIED_ACCOUNT'
  | 'phone_number_quality_update'
  | 'phone_number_name_update'
>;

/** One thing about a number of which the last word counts, such as whether calling is on. */
export interface NumberAspect {
  readonly aspect: string;
  readonly state: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

/** Which setting is which aspect. */
export const SETTING_ASPECTS: Readonly<Record<keyof MetaCallingSettings, string>> = {
  status: 'CALLING_STATUS',
  callIconVisibility: 'CALL_ICON_VISIBILITY',
  callbackPermissionStatus: 'CALLBACK_PERMISSION_STATUS',
  sipStatus: 'SIP_STATUS',
  srtpKeyExchangeProtocol: 'SRTP_KEY_EXCHANGE_PROTOCOL',
};

const aspect = (name: string, state: string | undefined, detail: object = {}): NumberAspect[] =>
  state === undefined ? [] : [{ aspect: name, state, detail: { ...detail } }];

function aspectsOfSettings(calling: MetaCallingSettings = {}): NumberAspect[] {
  return Object.entries(SETTING_ASPECTS).flatMap(([setting, name]) =>
    aspect(name, calling[setting as keyof MetaCallingSettings]),
  );
}

/** The aspects that an event tells of; each is told by itself, the others stay as they are. */
export function numberAspects(event: NumberEventDetail): NumberAspect[] {
  switch (event.kind) {
    case 'account_settings_update':
      return aspectsOfSettings(event.calling);
    case 'account_update.ACCOUNT_VIOLATION':
      return event.violations.flatMap(({ type, remediation }) =>
        aspect(type, 'WARNED', remediation === undefined ? {} : { remediation }),
      );
    case 'account_update.VERIFIED_ACCOUNT':
      return aspect('VERIFICATION', 'VERIFIED');
    case 'phone_number_quality_update':
      return [
        ...aspect('QUALITY', event.event),
        ...aspect('MESSAGING_LIMIT', event.maxDailyConversations ?? event.currentLimit),
      ];
    case 'phone_number_name_update': {
      const { decision, requestedName, rejectionReason } = event;
      return aspect('NAME', decision, { requestedName, rejectionReason });
    }
    case 'account_update.ACCOUNT_RESTRICTION':
      return [];
  }
}

/** The restrictions that an event tells of. */
export function numberRestrictions(event: NumberEventDetail): readonly MetaRestriction[] {
  return event.kind === 'account_update.ACCOUNT_RESTRICTION' ? event.restrictions : [];
}

/** Whether the event, when it names a WABA and no number, is about each number of the WABA. */
export function isOfEveryNumber({ kind }: NumberEventDetail): boolean {
  return (
    kind === 'account_update.ACCOUNT_RESTRICTION' || kind === 'account_update.ACCOUNT_VIOLATION'
  );
}
