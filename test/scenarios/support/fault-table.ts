import type { FaultProfileName } from '../../../apps/simulator/src/world/fault-profiles.js';
import type { CellEnd } from './fault-cell.js';
import type { FaultScenarioName } from './fault-scenarios.js';

/** What one cell must end in, and why that is right. */
export interface Expectation {
  readonly end: CellEnd;
  readonly because: string;
  /** Nobody hangs up: what is wrong with the media must end the call. */
  readonly isUntilMediaFails?: boolean;
}

type Row = Readonly<Record<FaultScenarioName, Expectation>>;

const BILLED = true;
const FREE = false;

function end(
  state: string,
  code: string | null,
  isBilled: boolean,
  told: string,
): { readonly end: CellEnd } {
  return { end: { state, code, isBilled, told: told.split(' ') } };
}

/** Every scenario without a fault. */
export const CLEAN_ENDS: Readonly<Record<FaultScenarioName, CellEnd>> = {
  'user calls, answered': end('COMPLETED', null, BILLED, 'accepted connect terminated').end,
  'user calls, rejected by the tenant': end('REJECTED', null, FREE, 'connect terminated').end,
  'user calls, not answered': end('NO_ANSWER', null, FREE, 'connect terminated').end,
  'user calls, hung up while ringing': end('CANCELED', null, FREE, 'connect terminated').end,
  'business calls, answered': end('COMPLETED', null, BILLED, 'accepted ringing terminated').end,
  'business calls, rejected by the user': end('REJECTED', null, FREE, 'rejected ringing terminated')
    .end,
  'business calls, not answered': end('NO_ANSWER', null, FREE, 'ringing terminated').end,
  'business calls, refused by Meta': end('FAILED', 'REFUSED_BY_META', FREE, 'terminated').end,
};

/** As without the fault, for this reason. */
function asClean(because: string): Row {
  return Object.fromEntries(
    Object.entries(CLEAN_ENDS).map(([name, clean]) => [name, { end: clean, because }]),
  ) as Record<FaultScenarioName, Expectation> satisfies Row;
}

/** Both directions of a scenario at once. */
function userCalls(expectation: Expectation): Pick<Row, UserScenario> {
  return {
    'user calls, answered': expectation,
    'user calls, rejected by the tenant': expectation,
    'user calls, not answered': expectation,
    'user calls, hung up while ringing': expectation,
  };
}

function businessCalls(expectation: Expectation): Pick<Row, BusinessScenario> {
  return {
    'business calls, answered': expectation,
    'business calls, rejected by the user': expectation,
    'business calls, not answered': expectation,
    'business calls, refused by Meta': expectation,
  };
}

type UserScenario = Extract<FaultScenarioName, `user ${string}`>;
type BusinessScenario = Exclude<FaultScenarioName, UserScenario>;

/** Profiles under which everything must be as in the clean run, to the last row. */
export const EQUAL_PROFILES = ['duplicate', 'reorder', 'delay'] as const;
export type DeclaredProfile = Exclude<FaultProfileName, (typeof EQUAL_PROFILES)[number]>;

const MEDIA_TIMEOUT = 'META_138021';
const NO_MEDIA_SIGNALS = 'META_138023';

/** Scenario x fault: every other profile, and what each call ends in under it. */
export const FAULT_TABLE: Readonly<Record<DeclaredProfile, Row>> = {
  late: {
    ...asClean('our commands and the end do not wait for webhooks'),
    ...userCalls({
      ...end('EXPIRED', 'OFFER_CAME_LATE', FREE, 'terminated'),
      because: 'nobody can answer an offer whose window has closed; it is not offered',
    }),
  },
  stale: {
    ...asClean('statuses count whatever their age'),
    ...userCalls({
      ...end('EXPIRED', 'OFFER_CAME_LATE', FREE, 'terminated'),
      because: 'the timestamp says that the window has closed',
    }),
  },
  'drop-connect': {
    ...asClean('Meta speaks of the call in other webhooks too'),
    ...userCalls({
      ...end('CANCELED', null, FREE, 'terminated'),
      because: 'of a call that was never offered only the end is known',
    }),
    'business calls, answered': {
      ...end('FAILED', NO_MEDIA_SIGNALS, BILLED, 'accepted ringing terminated'),
      because: 'without an SDP answer there is no media; Meta gives up and has counted the time',
      isUntilMediaFails: true,
    },
  },
  'drop-accepted': {
    ...asClean('nothing but ACCEPTED is missing'),
    'business calls, answered': {
      ...end('COMPLETED', null, BILLED, 'ringing terminated'),
      because:
        'only ACCEPTED opens the gate: the user hears nothing and hangs up, Meta has counted',
    },
  },
  'drop-terminate': {
    ...userCalls({
      ...end('FAILED', 'TERMINATE_UNCONFIRMED', FREE, 'connect terminated'),
      because: 'the platform hung up, and Meta never confirmed it',
    }),
    'user calls, answered': {
      ...end('FAILED', 'TERMINATE_UNCONFIRMED', FREE, 'accepted connect terminated'),
      because: 'consent to send runs out, and how long they talked is known to Meta alone',
    },
    ...businessCalls({
      ...end('FAILED', 'TERMINATE_UNCONFIRMED', FREE, 'ringing terminated'),
      because: 'the platform hung up, and Meta never confirmed it',
    }),
    'business calls, answered': {
      ...end('FAILED', 'TERMINATE_UNCONFIRMED', FREE, 'accepted ringing terminated'),
      because: 'consent to send runs out, and how long they talked is known to Meta alone',
    },
    'business calls, rejected by the user': {
      ...end('REJECTED', null, FREE, 'rejected ringing terminated'),
      because: 'REJECTED says that the call is over',
    },
    'business calls, refused by Meta':
      asClean('there never was a call')['business calls, refused by Meta'],
  },
  'terminate-first': {
    ...asClean('what comes after the end completes what is known, and changes no outcome'),
    ...userCalls({
      ...end('CANCELED', null, FREE, 'terminated'),
      because: 'a call that has ended is not offered',
    }),
    'business calls, answered': {
      ...end('FAILED', NO_MEDIA_SIGNALS, BILLED, 'accepted ringing terminated'),
      because: 'the SDP answer comes after the end; Meta gives up and has counted the time',
      isUntilMediaFails: true,
    },
  },
  'graph-500': {
    ...asClean('actions on a known call are asked for once more'),
    ...businessCalls({
      ...end('FAILED', 'REFUSED_BY_META', FREE, 'terminated'),
      because: 'connect is never sent twice: the first may have rung',
    }),
  },
  'graph-500-always': {
    'user calls, answered': {
      ...end('NO_ANSWER', null, FREE, 'terminated'),
      because: 'Meta takes neither answer nor end: it rings until its time is over',
    },
    'user calls, rejected by the tenant': {
      ...end('NO_ANSWER', null, FREE, 'terminated'),
      because: 'the tenant is rung once the leg is up, which pre_accept brings up',
    },
    'user calls, not answered': {
      ...end('NO_ANSWER', null, FREE, 'terminated'),
      because: 'Meta takes no end: it rings until its time is over',
    },
    'user calls, hung up while ringing': {
      ...end('CANCELED', null, FREE, 'terminated'),
      because: 'the user ends it',
    },
    ...businessCalls({
      ...end('FAILED', 'REFUSED_BY_META', FREE, 'terminated'),
      because: 'connect is never sent twice',
    }),
  },
  'graph-429': {
    ...asClean('actions on a known call are asked for once more'),
    ...businessCalls({
      ...end('FAILED', 'REFUSED_BY_META', FREE, 'terminated'),
      because: 'connect is never sent twice',
    }),
  },
  'graph-timeout': {
    ...asClean('what was done is done once: a connect is joined, the others are repeated'),
    'user calls, answered': {
      ...end('COMPLETED', null, BILLED, 'accepted connect terminated'),
      because: 'Meta took the accept that it did not answer, and refuses the second one for that',
    },
  },
  'graph-timeout-lost': {
    ...asClean('actions on a known call are asked for once more'),
    ...businessCalls({
      ...end('FAILED', 'META_OUTCOME_UNKNOWN', FREE, 'terminated'),
      because: 'connect is never sent twice, and no webhook joined it',
    }),
  },
  'ice-never': {
    ...asClean('its media was not needed yet'),
    ...userCalls({
      ...end('CANCELED', null, FREE, 'terminated'),
      because: 'the tenant is rung once the leg is up, and the leg never comes up',
    }),
    'business calls, answered': {
      ...end('COMPLETED', null, BILLED, 'accepted ringing terminated'),
      because: 'we hang up when the leg has failed, and Meta has counted the time',
      isUntilMediaFails: true,
    },
  },
  'dtls-stall': {
    ...asClean('its media was not needed yet'),
    ...userCalls({
      ...end('CANCELED', null, FREE, 'terminated'),
      because: 'the tenant is rung once the leg is up, and the leg never comes up',
    }),
    'business calls, answered': {
      ...end('COMPLETED', null, BILLED, 'accepted ringing terminated'),
      because: 'we hang up when the leg has failed, and Meta has counted the time',
      isUntilMediaFails: true,
    },
  },
  silence: asClean('a user may be silent'),
  'one-way': {
    ...asClean('its media was not needed yet'),
    'user calls, answered': {
      ...end('FAILED', MEDIA_TIMEOUT, BILLED, 'accepted connect terminated'),
      because: 'Meta gives up when nothing reaches the user',
      isUntilMediaFails: true,
    },
    'business calls, answered': {
      ...end('FAILED', MEDIA_TIMEOUT, BILLED, 'accepted ringing terminated'),
      because: 'Meta gives up when nothing reaches the user',
      isUntilMediaFails: true,
    },
  },
  'network-change': asClean('less than a second is missing'),
  'lossy-network': asClean('some sound is missing'),
};

/** The scenario of each profile's row that says most, for every `npm test`. */
export const TELLING_SCENARIO: Readonly<Partial<Record<DeclaredProfile, FaultScenarioName>>> = {
  'drop-connect': 'user calls, hung up while ringing',
  'drop-accepted': 'business calls, answered',
  'drop-terminate': 'user calls, rejected by the tenant',
  'terminate-first': 'business calls, rejected by the user',
  'graph-timeout-lost': 'business calls, answered',
  late: 'user calls, hung up while ringing',
  stale: 'user calls, hung up while ringing',
};
