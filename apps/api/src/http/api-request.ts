import type { NextFunction, Request, Response } from 'express';
import type { Principal } from '#patchbay/identity';
import { childTraceparent } from '#patchbay/kernel';

/** A request as our handlers see it. */
export type ApiRequest = Request & {
  /** The W3C trace context of this request: a span of the caller's trace, or of a new one. */
  traceparent: string;
  /** Whom the access token speaks for; set by the guard. */
  principal?: Principal;
};

/** Gives every request its place in a trace. */
export function traceRequests(request: Request, _response: Response, next: NextFunction): void {
  (request as ApiRequest).traceparent = childTraceparent(request.header('traceparent'));
  next();
}
