import type { MetaDetailOf } from '#patchbay/meta';

/** What of a WABA a webhook may change. */
export type WabaAspect = 'PARTNER' | 'APP' | 'CERTIFICATION' | 'ACCOUNT' | 'REVIEW';

/** Which aspect each kind is about, and the state that it stands for, where it has no word for it. */
const SAYS = {
  'account_update.PARTNER_ADDED': ['PARTNER', 'ADDED'],
  'account_update.PARTNER_REMOVED': ['PARTNER', 'REMOVED'],
  'account_update.PARTNER_APP_INSTALLED': ['APP', 'INSTALLED'],
  'account_update.PARTNER_APP_UNINSTALLED': ['APP', 'UNINSTALLED'],
  'account_update.PARTNER_CLIENT_CERTIFICATION_NEEDED': ['CERTIFICATION', 'NEEDED'],
  'account_update.PARTNER_CLIENT_CERTIFICATION_STATUS_UPDATE': ['CERTIFICATION', 'UPDATED'],
  'account_update.ACCOUNT_DELETED': ['ACCOUNT', 'DELETED'],
  'account_update.ACCOUNT_OFFBOARDED': ['ACCOUNT', 'OFFBOARDED'],
  'account_update.ACCOUNT_RECONNECTED': ['ACCOUNT', 'RECONNECTED'],
  'account_update.DISABLED_UPDATE': ['ACCOUNT', 'DISABLED_UPDATE'],
  account_review_update: ['REVIEW', 'UPDATED'],
} as const satisfies Record<string, readonly [WabaAspect, string]>;

/** What Meta tells about a WABA and its way to us, as its webhooks say it. */
export type WabaEventDetail = MetaDetailOf<keyof typeof SAYS>;

/** One thing about a WABA of which the last word counts. */
export interface WabaChange {
  readonly aspect: WabaAspect;
  /** Which app or business, where an aspect has several; else empty. */
  readonly about: string;
  /** In Meta's words. */
  readonly state: string;
  readonly detail: Readonly<Record<string, unknown>>;
}

/** The word that the event itself has for the state. */
function stateIn(event: WabaEventDetail): string | undefined {
  if ('decision' in event) return event.decision;
  if ('banState' in event) return event.banState;
  return 'status' in event ? event.status : undefined;
}

function aboutIn(event: WabaEventDetail, aspect: WabaAspect): string | undefined {
  if (aspect === 'APP') return 'waba' in event ? event.waba.partnerAppId : undefined;
  return 'clientBusinessId' in event ? event.clientBusinessId : undefined;
}

function detailIn(event: WabaEventDetail): Record<string, unknown> {
  const said: Record<string, unknown> = {
    ...('waba' in event && { solutionId: event.waba.solutionId }),
    ...('disconnection' in event && event.disconnection),
    ...('rejectionReasons' in event && { rejectionReasons: event.rejectionReasons }),
    ...('banDate' in event && { banDate: event.banDate }),
  };
  return Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined));
}

/** What an event changes of its WABA. */
export function wabaChange(event: WabaEventDetail): WabaChange {
  const [aspect, state] = SAYS[event.kind];
  return {
    aspect,
    about: aboutIn(event, aspect) ?? '',
    state: stateIn(event) ?? state,
    detail: detailIn(event),
  };
}
