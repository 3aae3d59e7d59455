const CODES = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
]);

const TEXTS = [
  'Connection is closed',
  'Command timed out',
  'Reached the max retries per request limit',
  "Stream isn't writeable",
  'connect ETIMEDOUT',
];

/** Whether an error of Bull's only says that Redis is away. Bull may also emit no error at all. */
export function isConnectionError(err: unknown): boolean {
  if (!(err instanceof Error)) return true;
  if ('code' in err && typeof err.code === 'string' && CODES.has(err.code)) return true;
  return TEXTS.some((text) => err.message.startsWith(text));
}
