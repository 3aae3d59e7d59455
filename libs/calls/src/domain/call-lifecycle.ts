import { endOf } from './call-end.js';
import type { CallDirection, FactKind, Facts } from './call-fact.js';
import type { CallState, OpenState } from './call-state.js';

type Table = Partial<Readonly<Record<OpenState, Partial<Readonly<Record<FactKind, OpenState>>>>>>;

/**
 * The state × event table of each direction. An event that a row does not name leaves the state as
 * it is; the ends are in call-end.ts. `npm run docs:generate` publishes it as docs/call-states.md.
 */
export const TRANSITIONS: Readonly<Record<CallDirection, Table>> = {
  USER_INITIATED: {
    OFFERED: {
      pre_accept_done: 'PRE_ACCEPTED',
      tenant_accepted: 'CONNECTING',
      accept_done: 'IN_PROGRESS',
    },
    PRE_ACCEPTED: { tenant_accepted: 'CONNECTING', accept_done: 'IN_PROGRESS' },
    CONNECTING: { accept_done: 'IN_PROGRESS' },
  },
  BUSINESS_INITIATED: {
    QUEUED: {
      connect_unknown: 'UNCONFIRMED',
      connect_accepted: 'CONNECTING',
      answer_received: 'CONNECTING',
      ringing: 'RINGING',
      accepted: 'IN_PROGRESS',
    },
    UNCONFIRMED: {
      connect_accepted: 'CONNECTING',
      answer_received: 'CONNECTING',
      ringing: 'RINGING',
      accepted: 'IN_PROGRESS',
    },
    CONNECTING: { ringing: 'RINGING', accepted: 'IN_PROGRESS' },
    RINGING: { accepted: 'IN_PROGRESS' },
  },
};

/** The order in which facts are read, whatever the order in which they came. */
const READING_ORDER: Readonly<Record<CallDirection, readonly FactKind[]>> = {
  USER_INITIATED: ['pre_accept_done', 'tenant_accepted', 'accept_done'],
  BUSINESS_INITIATED: [
    'connect_unknown',
    'connect_accepted',
    'answer_received',
    'ringing',
    'accepted',
  ],
};

const FIRST_STATE: Readonly<Record<CallDirection, OpenState>> = {
  USER_INITIATED: 'OFFERED',
  BUSINESS_INITIATED: 'QUEUED',
};

/** What a call is, by everything known of it. Pure: the same set gives the same state. */
export function stateOf(direction: CallDirection, facts: Facts): CallState {
  const end = endOf(direction, facts);
  if (end !== undefined) return end.state;
  let state = FIRST_STATE[direction];
  for (const kind of READING_ORDER[direction]) {
    if (facts[kind] === undefined) continue;
    state = TRANSITIONS[direction][state]?.[kind] ?? state;
  }
  return state;
}

/**
 * When the two sides began to talk, in milliseconds; undefined for a call nobody answered. Once Meta
 * has told the end, the end alone decides, so that a late ACCEPTED changes nothing any more.
 */
export function answeredAtMs({ terminated, accepted, accept_done }: Facts): number | undefined {
  const { startedAtMs, endedAtMs, durationSeconds } = terminated?.data ?? {};
  if (typeof startedAtMs === 'number') return startedAtMs;
  if (terminated !== undefined && typeof durationSeconds === 'number') {
    const endMs = typeof endedAtMs === 'number' ? endedAtMs : terminated.atMs;
    return endMs - durationSeconds * 1000;
  }
  return accepted?.atMs ?? accept_done?.atMs;
}
