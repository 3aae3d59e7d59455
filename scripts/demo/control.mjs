import { setTimeout as delay } from 'node:timers/promises';
import { Failure } from '../lib/failure.mjs';

const REQUEST_LIMIT_MS = 10_000;
const POLL_MS = 100;

/** A JSON request to one of the stack's own control surfaces. */
export async function request(method, url, body, headers = {}) {
  const response = await fetch(url, {
    method,
    headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    signal: AbortSignal.timeout(REQUEST_LIMIT_MS),
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Failure(`${method} ${url} answered ${response.status}: ${text}`);
  return text === '' ? undefined : JSON.parse(text);
}

/** Asks until the answer is neither undefined nor null; undefined when it never was. */
export async function eventually(ask, withinMs) {
  const until = performance.now() + withinMs;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== null) return answer;
    if (performance.now() >= until) return undefined;
    await delay(POLL_MS);
  }
}

/** A GraphQL client with a token of its own. */
export async function signIn(apiUrl, { clientId, clientSecret }) {
  const response = await fetch(`${apiUrl}/oauth/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: clientId,
      client_secret: clientSecret,
    }),
    signal: AbortSignal.timeout(REQUEST_LIMIT_MS),
  });
  if (!response.ok)
    throw new Failure(`/oauth/token answered ${response.status}: ${await response.text()}`);
  const { access_token: token } = await response.json();
  return async (query, variables = {}) => {
    const url = `${apiUrl}/graphql`;
    const answer = await request(
      'POST',
      url,
      { query, variables },
      { authorization: `Bearer ${token}` },
    );
    if (answer.errors)
      throw new Failure(`GraphQL: ${answer.errors.map((e) => e.message).join('; ')}`);
    return answer.data;
  };
}
