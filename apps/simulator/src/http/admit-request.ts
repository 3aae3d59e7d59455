import { isIP } from 'node:net';
import { HttpProblem, type HttpRequestHead } from './http-listener.js';

/** Everything that steers the simulator lies below it. */
const CONTROL = '/_sim';

/** Whether a name can only mean this machine. */
export function isLoopback(host: string): boolean {
  const name = host.replace(/^\[|\]$/g, '').toLowerCase();
  if (isIP(name) === 4) return name.startsWith('127.');
  return name === '::1' || name === 'localhost' || name.endsWith('.localhost');
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).hostname : '';
}

function isOrigin(origin: string, host: string): boolean {
  return origin === `http://${host}` || origin === `https://${host}`;
}

function isControlPath(path: string): boolean {
  return path === '/' || path === CONTROL || path.startsWith(`${CONTROL}/`);
}

/** Meta's JavaScript SDK is a script for the pages of others, and tells them nothing. */
function isSdk(method: string, path: string): boolean {
  return method === 'GET' && path.endsWith('/sdk.js');
}

/**
 * Keeps web pages of others away from a simulator on somebody's laptop. Browsers name the page that
 * asks (`Origin`) and the name that was looked up (`Host`): a page elsewhere gives a foreign origin,
 * and one that has its name resolved to this machine (DNS rebinding) gives a foreign host. Programs
 * send no origin, and are let in.
 */
export function admitRequests(boundTo: string): (request: HttpRequestHead) => void {
  const isLocal = isLoopback(boundTo);
  return ({ headers: { host = '', origin }, method, path }) => {
    const isControl = isControlPath(path);
    if (isControl && isLocal && !isLoopback(hostOf(`http://${host}`))) {
      throw new HttpProblem(403, `this simulator answers to names of this machine, not to ${host}`);
    }
    if (origin === undefined || isOrigin(origin, host) || isSdk(method, path)) return;
    if (isControl) throw new HttpProblem(403, `pages of ${origin} may not control the simulator`);
    // A page that is developed on this machine may ask the Graph API, one from elsewhere may not.
    if (isLocal && !isLoopback(hostOf(origin))) {
      throw new HttpProblem(403, `pages of ${origin} may not ask this simulator`);
    }
  };
}
