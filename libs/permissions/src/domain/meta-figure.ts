import type { PermissionStatus } from './permission-entry.js';

/** One limit as Meta counts it. */
export interface MetaLimit {
  /** Meta's action, such as `start_call`. */
  readonly action: string;
  /** ISO 8601, such as `PT24H`. */
  readonly period: string;
  readonly limit: number;
  readonly used: number;
  /** When it is free again, Unix milliseconds; only where Meta said so. */
  readonly freeAtMs?: number;
}

/** What Meta answered about a number and a consumer, as it is kept: plain JSON. */
export interface MetaFigure {
  readonly status: PermissionStatus;
  /** Unix milliseconds. */
  readonly expiresAtMs?: number;
  readonly canCall?: boolean;
  readonly canRequest?: boolean;
  readonly limits: readonly MetaLimit[];
}

export const START_CALL = 'start_call';
export const SEND_REQUEST = 'send_call_permission_request';
