import { errors } from 'undici';
import type { AttemptReason } from '../domain/attempt-outcome.js';
import { isDnsError } from './dns-error.js';

const BY_CODE: Readonly<Record<string, AttemptReason>> = {
  ECONNREFUSED: 'CONNECTION_REFUSED',
  ECONNRESET: 'CONNECTION_CLOSED',
  EPIPE: 'CONNECTION_CLOSED',
  UND_ERR_SOCKET: 'CONNECTION_CLOSED',
  ETIMEDOUT: 'CONNECT_TIMEOUT',
  UND_ERR_CONNECT_TIMEOUT: 'CONNECT_TIMEOUT',
  UND_ERR_HEADERS_TIMEOUT: 'NO_ANSWER',
  UND_ERR_BODY_TIMEOUT: 'NO_ANSWER',
  UND_ERR_HEADERS_OVERFLOW: 'NOT_HTTP',
  EHOSTUNREACH: 'UNREACHABLE',
  ENETUNREACH: 'UNREACHABLE',
  EPROTO: 'TLS',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'TLS',
  SELF_SIGNED_CERT_IN_CHAIN: 'TLS',
  HOSTNAME_MISMATCH: 'TLS',
};

const BY_PREFIX: readonly (readonly [string, AttemptReason])[] = [
  ['HPE_', 'NOT_HTTP'],
  ['ERR_TLS', 'TLS'],
  ['ERR_SSL', 'TLS'],
  ['CERT_', 'TLS'],
  ['UNABLE_TO_', 'TLS'],
];

function codeOf(error: unknown): string | undefined {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}

/** The closed word for what went wrong with a request. */
export function reasonOf(error: unknown): AttemptReason {
  if (error instanceof errors.HTTPParserError) return 'NOT_HTTP';
  if (isDnsError(error)) return 'NAME_NOT_RESOLVED';
  const code = codeOf(error);
  if (code === undefined) return 'UNREACHABLE';
  const prefixed = BY_PREFIX.find(([prefix]) => code.startsWith(prefix));
  return BY_CODE[code] ?? prefixed?.[1] ?? 'UNREACHABLE';
}

/** For our log only: Node's code where there is one, which names the fault and holds no address. */
export function detailOf(error: unknown): string {
  const code = codeOf(error);
  if (code !== undefined) return code;
  return error instanceof Error ? error.message : String(error);
}

/**
 * Whether a kept connection turned out to be closed by the receiver, who then has not seen the
 * request. A fresh one that is closed without an answer has read nothing.
 */
export function isStaleConnection(error: unknown): boolean {
  if (error instanceof errors.SocketError) return (error.socket?.bytesRead ?? 0) > 0;
  const code = codeOf(error);
  return code === 'ECONNRESET' || code === 'EPIPE';
}
