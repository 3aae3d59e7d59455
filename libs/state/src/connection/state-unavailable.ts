import { AppError } from '#patchbay/kernel';
import { ReplyError } from 'ioredis';

/** Replies by which a Redis that is there says that it cannot serve now. */
const CANNOT_SERVE_NOW = /^(LOADING|READONLY|MASTERDOWN|NOREPLICAS|CLUSTERDOWN|TRYAGAIN|BUSY) /;

/** The cause when nothing was sent because there is no connection. */
export const NOT_CONNECTED = new Error('there is no connection to Redis');

/**
 * The state Redis did not answer: the connection is down, the answer took too long, or it is still
 * loading. Nothing may be concluded about what it holds. An AppError, so that it leaves the API as
 * UPSTREAM_UNAVAILABLE when nobody handles it.
 */
export class StateUnavailable extends AppError {
  constructor(operation: string, cause: unknown) {
    super('UPSTREAM_UNAVAILABLE', { what: 'The state store' }, { cause });
    this.name = 'StateUnavailable';
    this.operation = operation;
  }

  /** What was tried. */
  readonly operation: string;
}

/** Whether Redis itself answered that the command is wrong, which is our bug and not an outage. */
export function isRefusal(err: unknown): boolean {
  return err instanceof ReplyError && !CANNOT_SERVE_NOW.test((err as Error).message);
}
