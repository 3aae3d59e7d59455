import { isIP } from 'node:net';
import { type Cidr, isInCidrs } from '#patchbay/kernel';

const BRACKETED = /^\[([^\]]+)\](?::\d{1,5})?$/;
const V4_WITH_PORT = /^(\d{1,3}(?:\.\d{1,3}){3}):\d{1,5}$/;

/** `203.0.113.7`, `203.0.113.7:4711`, `[2001:db8::7]:4711`: the address in an element of the header. */
function addressIn(element: string): string | undefined {
  const text = element.trim();
  const address = (BRACKETED.exec(text) ?? V4_WITH_PORT.exec(text))?.[1] ?? text;
  return isIP(address) === 0 ? undefined : address;
}

export interface CallerFacts {
  /** The address at the other end of the connection. */
  readonly peer: string | undefined;
  /** What the proxy's header says, as it came: addresses, comma separated, the nearest one last. */
  readonly forwarded: string | undefined;
  /** The proxies that may speak for others. */
  readonly proxies: readonly Cidr[];
}

/**
 * Who really calls. The header is believed only from a proxy of ours, and read from its end: each
 * proxy appends whom it saw, so the first address that is no proxy of ours is the caller, and what
 * stands before it is the caller's own invention. Undefined when nobody trustworthy says.
 */
export function callerAddress({ peer, forwarded, proxies }: CallerFacts): string | undefined {
  if (peer === undefined || !isInCidrs(peer, proxies)) return peer;
  for (const element of (forwarded ?? '').split(',').reverse()) {
    const address = addressIn(element);
    if (address === undefined) return undefined;
    if (!isInCidrs(address, proxies)) return address;
  }
  return undefined;
}
