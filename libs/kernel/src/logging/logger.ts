import { type Logger as PinoLogger, pino } from 'pino';

export type Logger = PinoLogger;

/**
 * Keys whose values never reach a log, at any depth that we log. SDP holds SRTP keys and ICE
 * passwords; the rest speak for themselves.
 */
export const REDACTED_KEYS = [
  'authorization',
  'accessToken',
  'access_token',
  'clientSecret',
  'client_secret',
  'password',
  'secret',
  'sdp',
  'sdpOffer',
  'sdpAnswer',
  'metaSdp',
  'tenantSdp',
  'remoteSdp',
  'token',
  'body',
] as const;

const REDACTED_PATHS = REDACTED_KEYS.flatMap((key) => [
  key,
  `*.${key}`,
  `*.*.${key}`,
  `*.*.*.${key}`,
]);

const SECRET_TEXT =
  /(whsec_[A-Za-z0-9+/=]+|Bearer\s+[A-Za-z0-9._~+/=-]+|EAA[A-Za-z0-9]{16,}|inline:[A-Za-z0-9+/=|:]+|a=ice-pwd:\S+)/g;

/** Blanks secrets that hide inside a text, such as an upstream's error message. */
export function scrub(text: string): string {
  return text.replace(SECRET_TEXT, '[redacted]').replace(/\+?\b\d{7,13}(?=\d{4}\b)/g, '…');
}

function serialiseError(error: Error): Record<string, unknown> {
  const cause = error.cause instanceof Error ? serialiseError(error.cause) : undefined;
  return {
    type: error.name,
    message: scrub(error.message),
    stack: error.stack === undefined ? undefined : scrub(error.stack),
    ...('code' in error ? { code: error.code } : {}),
    ...(cause === undefined ? {} : { cause }),
  };
}

export interface LoggerOptions {
  readonly name: string;
  readonly level: string;
  readonly destination?: { write(line: string): void };
}

/**
 * A pino logger. The message is a fixed lower-case event name such as `call.ended`; everything that
 * varies is a field (tenantId, callId, jobId, traceId, err).
 */
export function createLogger({ name, level, destination }: LoggerOptions): Logger {
  const options = {
    name,
    level,
    redact: { paths: REDACTED_PATHS, censor: '[redacted]' },
    serializers: { err: serialiseError },
    formatters: { level: (label: string) => ({ level: label }) },
    timestamp: pino.stdTimeFunctions.isoTime,
  };
  return destination === undefined ? pino(options) : pino(options, destination);
}
