/** Injection token of KeepWebhooksParts: what keeping events takes, for ingest and for replay. */
export const KEEP_PARTS = Symbol('KeepWebhooksParts');
