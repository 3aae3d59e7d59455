/** Where in WhatsApp a user starts a call. */
export type CallEntry = 'chat' | 'button' | 'deep_link' | 'call_log';
