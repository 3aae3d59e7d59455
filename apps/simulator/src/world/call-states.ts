export type Direction = 'USER_INITIATED' | 'BUSINESS_INITIATED';

/** What a business can ask of a call over the Graph API. */
export const GRAPH_ACTIONS = ['connect', 'pre_accept', 'accept', 'reject', 'terminate'] as const;
export type GraphAction = (typeof GRAPH_ACTIONS)[number];

/** What the user, or time, does to a call. */
export type UserStep = 'hang_up' | 'answer' | 'decline' | 'time_out';

/**
 * CALLING and PRE_ACCEPTED belong to a user's call, CONNECTING and RINGING to the business's.
 * ANSWERED: of the business's call, picked up while media is still coming up; of a user's, taken for
 * answered because media came, and `accept` is still to follow.
 */
export type CallState =
  'CALLING' | 'PRE_ACCEPTED' | 'CONNECTING' | 'RINGING' | 'ANSWERED' | 'ACCEPTED' | 'ENDED';

type Steps = readonly (GraphAction | UserStep)[];

/** Which steps each state admits; what is not here is refused. */
const ADMITTED: Readonly<Record<Direction, Readonly<Record<CallState, Steps>>>> = {
  USER_INITIATED: {
    CALLING: ['pre_accept', 'accept', 'reject', 'terminate', 'hang_up', 'time_out'],
    // A second pre_accept with the same SDP is taken as a repetition of the first.
    PRE_ACCEPTED: ['pre_accept', 'accept', 'reject', 'terminate', 'hang_up', 'time_out'],
    ACCEPTED: ['terminate', 'hang_up'],
    ENDED: [],
    CONNECTING: [],
    RINGING: [],
    ANSWERED: ['pre_accept', 'accept', 'terminate', 'hang_up'],
  },
  BUSINESS_INITIATED: {
    CONNECTING: ['terminate', 'time_out'],
    RINGING: ['terminate', 'answer', 'decline', 'time_out'],
    ANSWERED: ['terminate', 'hang_up'],
    ACCEPTED: ['terminate', 'hang_up'],
    ENDED: [],
    CALLING: [],
    PRE_ACCEPTED: [],
  },
};

/** Why a call in this state cannot take this step; undefined when it can. */
export function refusalOfStep(
  direction: Direction,
  state: CallState,
  step: GraphAction | UserStep,
): string | undefined {
  if (ADMITTED[direction][state].includes(step)) return undefined;
  if (state === 'ENDED') return 'The call has already ended.';
  if (state === 'ACCEPTED' || (state === 'ANSWERED' && step === 'reject'))
    return 'The call is already in progress.';
  return `${step} is not possible for a ${direction} call in state ${state}.`;
}
