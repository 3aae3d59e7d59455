/** Why a node refused a command it understood, with the HTTP status that carries it. */
export const REFUSALS = {
  /** The call has a newer owner. */
  STALE_EPOCH: 409,
  /** The node holds no such session (any more). */
  NO_SESSION: 404,
  /** The peer's SDP cannot be used; `detail` says why. */
  BAD_SDP: 422,
  /** The node is at its capacity: ask another one. */
  FULL: 503,
  /** The node takes no new calls because it is closing: ask another one. */
  DRAINING: 503,
} as const;

export type RefusalCode = keyof typeof REFUSALS;

/** Failures that no node spoke: the network's, or a reply nobody can read. */
export type TransportFailure = 'TIMEOUT' | 'UNREACHABLE' | 'BAD_REPLY';

export type RpcErrorCode = RefusalCode | TransportFailure | 'UNAUTHENTICATED' | 'BAD_REQUEST';

/**
 * Whether the other side may have executed the request: `no` when it never arrived or was refused,
 * `unknown` after a time-out, a broken connection or a reply that makes no sense.
 */
export type Executed = 'no' | 'unknown';

/** An RPC that did not succeed. Its text never holds the request's body (SDP carries keys). */
export class RpcError extends Error {
  readonly code: RpcErrorCode;
  readonly executed: Executed;
  readonly detail: string | undefined;

  constructor(
    code: RpcErrorCode,
    options: { executed: Executed; detail?: string | undefined; cause?: unknown },
  ) {
    const detail = options.detail === undefined ? '' : `: ${options.detail}`;
    super(`${code}${detail}`, { cause: options.cause });
    this.name = 'RpcError';
    this.code = code;
    this.executed = options.executed;
    this.detail = options.detail;
  }
}

/** Whether the value is one of the codes a node refuses commands with. */
export function isRefusalCode(value: unknown): value is RefusalCode {
  return typeof value === 'string' && Object.hasOwn(REFUSALS, value);
}

/** A refusal thrown by the serving side; the route helper turns it into its HTTP status. */
export class Refusal extends Error {
  constructor(
    readonly code: RefusalCode,
    readonly detail?: string,
  ) {
    super(detail === undefined ? code : `${code}: ${detail}`);
    this.name = 'Refusal';
  }
}
