import type { BusinessNumber } from '../assets.js';

export const DAY_MS = 86_400_000;
export const WEEK_MS = 7 * DAY_MS;

/**
 * What a business may do to one user. Meta's pages "Obtain user call permissions" and "Set up a
 * sandbox account for calling":
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/calling/user-call-permissions
 */
export interface PermissionLimits {
  /** Call permission requests, free-form and template together. */
  readonly requestsPerDay: number;
  readonly requestsPerWeek: number;
  /** Business-initiated calls that were picked up, within 24 hours. */
  readonly connectedPerDay: number;
  /** Unanswered or rejected calls in a row until the user is asked to reconsider. */
  readonly nudgeAfter: number;
  /** … until the permission is taken back. */
  readonly revokeAfter: number;
}

const PRODUCTION: PermissionLimits = {
  requestsPerDay: 1,
  requestsPerWeek: 2,
  connectedPerDay: 100,
  nudgeAfter: 2,
  revokeAfter: 4,
};

const SANDBOX: PermissionLimits = {
  requestsPerDay: 25,
  requestsPerWeek: 100,
  connectedPerDay: 100,
  nudgeAfter: 5,
  revokeAfter: 10,
};

/** Sandbox accounts and public test numbers, which have an allow-list, are given more room. */
export function limitsOf({ accountMode, recipients }: BusinessNumber): PermissionLimits {
  return accountMode === 'SANDBOX' || recipients !== null ? SANDBOX : PRODUCTION;
}
