/** What each fact about a call means, by who tells it. Every kind of the code must be here. */
export const FACT_TEXTS = {
  Meta: {
    offered: 'webhook `connect` with an SDP offer: a WhatsApp user calls',
    answer_received: "webhook `connect` with an SDP answer: Meta's media is ready",
    ringing: 'status `RINGING`: the phone rings',
    accepted: 'status `ACCEPTED`: the only sign that somebody answered a call that we placed',
    rejected: 'status `REJECTED`: the user turned the call away',
    terminated: 'webhook `terminate`, whoever ended the call',
  },
  'The tenant': {
    placed: '`placeCall` was admitted',
    tenant_pre_accepted: '`preAcceptCall` with a WebRTC answer (PASSTHROUGH)',
    tenant_accepted: '`acceptCall` with an SDP answer',
    tenant_rejected: '`rejectCall`',
    tenant_terminated: '`terminateCall`',
  },
  'A command that was carried out': {
    media_created: 'a media node holds a session and gave both SDPs',
    media_failed: 'no node took the call, or an SDP cannot be used',
    pre_accept_done: 'Meta took `pre_accept`',
    pre_accept_failed: 'Meta refused `pre_accept`, or two tries got no answer',
    tenant_answer_applied: "the node took the tenant's SDP answer",
    tenant_answer_failed: "the node refused the tenant's SDP answer",
    accept_done: 'Meta answered 200 to `accept`: the user hears from now on',
    accept_failed: 'Meta refused `accept`, or two tries got no answer',
    connect_accepted: 'Meta took `connect` and named the call',
    connect_refused: 'Meta refused `connect`, or it never left this machine',
    connect_unknown: '`connect` left and no answer came: it may have been carried out',
    meta_answer_applied: "the node took Meta's SDP answer",
    meta_answer_failed: "the node refused Meta's SDP answer",
    gate_opened: 'sound flows both ways',
    gate_failed: 'the node could not open the gate',
    reject_done: '`reject` was sent',
    terminate_done: 'Meta took `terminate`, or said that there is no such call any more',
    hang_up_refused:
      'Meta does not let us end the call, such as without access to the number; it is tried again',
  },
  'The media node': {
    meta_leg_connected: "Meta's leg: ICE has a pair and DTLS has keys",
    pbx_leg_connected:
      "the tenant's leg: its answer was taken or, where we answer, its first packet authenticated",
    leg_failed: 'a leg broke off or never came up',
    media_ended: 'the node ended the session, or does not know it',
  },
  'Time and the platform': {
    routed: "the number's route said whom a user's call is given to",
    ring_timed_out: 'it rang for the ring time-out and nobody answered',
    withdrawn: 'the call was given up before Meta was asked to place it',
    window_closed: 'the answer window passed and Meta did not tell of the end',
    outcome_given_up: 'an unanswered `connect` stayed unanswered for its whole time',
    terminate_unconfirmed:
      'our `terminate` was never confirmed by a webhook, or Meta could not be told for its whole time',
    word_overdue: 'Meta told nothing more for so long that the word of the end must be lost',
    node_lost: 'the media node is dead, or began a new life without this call',
  },
};

/** What a state means. */
export const STATE_TEXTS = {
  QUEUED: 'placed by the tenant, not yet answered by Meta',
  UNCONFIRMED: '`connect` was sent and no answer came; joined by its webhook if it was carried out',
  OFFERED: 'a user calls; media is being prepared',
  PRE_ACCEPTED: "Meta's leg is being set up while the tenant decides",
  RINGING: "the user's phone rings",
  CONNECTING: 'one side has answered, the other not yet',
  IN_PROGRESS: 'both sides talk',
  COMPLETED: 'answered and ended',
  REJECTED: 'turned away by the one who was called',
  NO_ANSWER: 'it rang and nobody answered',
  CANCELED: 'ended before it was answered',
  FAILED: 'it could not be set up, or its outcome never became known',
  EXPIRED: 'the answer window closed before it was answered',
};
