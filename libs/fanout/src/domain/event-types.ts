/** Everything a tenant can be told. Closed: a new type needs a row here and in the documentation. */
export const EVENT_TYPES = [
  'call.connect',
  'call.ringing',
  'call.accepted',
  'call.rejected',
  'call.terminated',
  'call.dtmf',
  'call.media.silent',
  'call.recording.available',
  'call.transcription.available',
  'call.permission.updated',
  'call.permission.nudge',
  'phone_number.settings.updated',
  'phone_number.restricted',
  'phone_number.readiness.changed',
  'signup.state.changed',
  'trunk.down',
  'trunk.up',
  'statement.closed',
  'endpoint.failing',
  'endpoint.disabled',
] as const;

export type EventType = (typeof EVENT_TYPES)[number];

/** Whether a text names an event that endpoints can subscribe to. */
export function isEventType(text: string): text is EventType {
  return EVENT_TYPES.some((type) => type === text);
}
