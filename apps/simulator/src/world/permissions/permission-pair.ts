import { DAY_MS, WEEK_MS, type PermissionLimits } from './permission-limits.js';
import { type Decision, expiryOf, type PermissionRequest } from './permission-request.js';
import { RollingCount } from './rolling-count.js';

export interface PermissionState {
  readonly status: 'no_permission' | 'temporary' | 'permanent';
  readonly expiresAtMs: number | undefined;
}

const NONE: PermissionState = { status: 'no_permission', expiresAtMs: undefined };
const PERMANENT: PermissionState = { status: 'permanent', expiresAtMs: undefined };

/** More than a sandbox may send in a week. */
const MAX_REQUESTS = 200;

/** What a missed call leads to. */
export type MissedOutcome = 'nothing' | 'nudge' | 'revoke';

/** All that Meta keeps of one business number and one user. */
export class PermissionPair {
  /** Requests sent to the user, until the next connected call. */
  readonly requestCount = new RollingCount(WEEK_MS);
  /** The business's calls that the user picked up. */
  readonly connectedCount = new RollingCount(DAY_MS);
  /** The business's calls in a row that were not answered. */
  unanswered = 0;
  /** They have exchanged something: without it no call is possible. */
  hasConversation = false;
  #windowEndsAtMs = -Infinity;
  #granted = NONE;
  #requests: PermissionRequest[] = [];

  /** A temporary permission ends by itself, and nobody is told. */
  state(nowMs: number): PermissionState {
    const { expiresAtMs } = this.#granted;
    return expiresAtMs !== undefined && expiresAtMs <= nowMs ? NONE : this.#granted;
  }

  /** Grants; a temporary permission lasts 7 × 86,400 s from now. */
  grant(status: 'temporary' | 'permanent', nowMs: number): PermissionState {
    this.#granted = status === 'permanent' ? PERMANENT : { status, expiresAtMs: nowMs + WEEK_MS };
    // Whom the user allows anew starts anew.
    this.unanswered = 0;
    return this.#granted;
  }

  revoke(): void {
    this.#granted = NONE;
  }

  /** Opens the customer service window for 24 hours, or opens it anew. */
  openWindow(nowMs: number): void {
    this.#windowEndsAtMs = nowMs + DAY_MS;
    this.hasConversation = true;
  }

  windowEndsAtMs(nowMs: number): number | undefined {
    return nowMs < this.#windowEndsAtMs ? this.#windowEndsAtMs : undefined;
  }

  /** Requests that the user could still answer, or could lately; the oldest first. */
  get requests(): readonly PermissionRequest[] {
    return this.#requests;
  }

  requestSent(wamid: string, nowMs: number): void {
    this.requestCount.add(nowMs);
    // What was never delivered may be, some day; what expired cannot be answered any more.
    this.#requests = this.#requests
      .filter((kept) => kept.deliveredAtMs === undefined || expiryOf(kept, nowMs) === undefined)
      .slice(-MAX_REQUESTS);
    this.#requests.push({
      wamid,
      sentAtMs: nowMs,
      deliveredAtMs: undefined,
      decision: undefined,
      decidedAtMs: undefined,
      isSuperseded: false,
    });
  }

  requestDelivered(wamid: string, nowMs: number): void {
    const request = this.#request(wamid);
    if (request !== undefined) request.deliveredAtMs ??= nowMs;
  }

  /**
   * The user answers a request, or answers it differently than before: either is valid until it
   * expires. Gives the state that follows, or the reason why it cannot be answered.
   */
  decide(wamid: string, decision: Decision, nowMs: number): PermissionState | string {
    const request = this.#request(wamid);
    if (request === undefined) return 'the request is not there any more';
    const expired = expiryOf(request, nowMs);
    if (expired !== undefined) return expired;
    Object.assign(request, { decision, decidedAtMs: nowMs });
    const index = this.#requests.indexOf(request);
    for (const older of this.#requests.slice(0, index)) older.isSuperseded = true;
    if (decision === 'reject') {
      this.revoke();
      return NONE;
    }
    return this.grant(decision === 'accept-permanent' ? 'permanent' : 'temporary', nowMs);
  }

  /** A call in either direction was picked up: requests may be sent again. */
  connected(isByBusiness: boolean, nowMs: number): void {
    this.requestCount.clear();
    if (!isByBusiness) return;
    this.connectedCount.add(nowMs);
    this.unanswered = 0;
    this.openWindow(nowMs);
  }

  /** The user did not answer the business's call, or rejected it. */
  missed(limits: PermissionLimits): MissedOutcome {
    this.unanswered += 1;
    if (this.unanswered === limits.nudgeAfter) return 'nudge';
    if (this.unanswered < limits.revokeAfter) return 'nothing';
    this.unanswered = 0;
    this.revoke();
    return 'revoke';
  }

  #request(wamid: string): PermissionRequest | undefined {
    return this.#requests.find((request) => request.wamid === wamid);
  }
}
