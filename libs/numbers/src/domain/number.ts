export const NUMBER_PROFILES = ['PRODUCTION', 'SANDBOX'] as const;
export type NumberProfile = (typeof NUMBER_PROFILES)[number];

export const NUMBER_ROUTES = [
  'TRUNK',
  'SDES',
  'PASSTHROUGH',
  'SIP_DIRECT',
  'REJECT',
  'STREAM',
] as const;
/** What a number does with a call. */
export type NumberRoute = (typeof NUMBER_ROUTES)[number];

/** A tenant's business phone number, as the other contexts see it. */
export interface NumberView {
  readonly id: string;
  readonly tenantId: string;
  /** Meta's id of the number. */
  readonly phoneNumberId: string;
  /** Digits only, with the country code. */
  readonly displayPhoneNumber: string;
  readonly isCallingEnabled: boolean;
  readonly profile: NumberProfile;
  readonly route: NumberRoute;
  /** The row of the WABA it belongs to. */
  readonly wabaRowId: string;
}
