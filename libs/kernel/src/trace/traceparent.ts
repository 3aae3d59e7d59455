import { randomBytes } from 'node:crypto';

// Ids of zeros alone are invalid.
const TRACEPARENT = /^00-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})$/;

/** A new W3C trace context header value (https://www.w3.org/TR/trace-context/), sampled. */
export function newTraceparent(): string {
  return `00-${randomBytes(16).toString('hex')}-${randomBytes(8).toString('hex')}-01`;
}

/** A new span in the trace of `parent`; a new trace when the parent is missing or malformed. */
export function childTraceparent(parent: string | null | undefined): string {
  const match = parent ? TRACEPARENT.exec(parent) : null;
  if (match === null) return newTraceparent();
  return `00-${match[1] ?? ''}-${randomBytes(8).toString('hex')}-${match[3] ?? '01'}`;
}

/** The trace id, for logs and error ids; undefined when the value is malformed. */
export function traceIdOf(traceparent: string | null | undefined): string | undefined {
  return traceparent ? TRACEPARENT.exec(traceparent)?.[1] : undefined;
}
