import { randomInt } from 'node:crypto';
import type { HttpPoster, PostedReply } from '../http/http-post.js';

export interface Callback {
  readonly url: string;
  readonly verifyToken: string;
  readonly timeoutMs: number;
}

/** How much of a wrong answer is quoted. */
const QUOTED_CHARS = 200;

/**
 * The address of the handshake. A plus in the path goes out as a space, as Meta sends it: an
 * endpoint that has a phone number in its path must not write the plus.
 */
function challengeUrl({ url, verifyToken }: Callback, challenge: string): string {
  const asked = new URL(url);
  asked.pathname = asked.pathname.replaceAll('+', '%20');
  asked.searchParams.set('hub.mode', 'subscribe');
  asked.searchParams.set('hub.challenge', challenge);
  asked.searchParams.set('hub.verify_token', verifyToken);
  return asked.toString();
}

/**
 * The handshake of a webhook endpoint: 200 with the bare challenge as body proves that it expects
 * us. Gives undefined then, else what Meta says is wrong.
 */
export async function verifyCallback(
  poster: HttpPoster,
  callback: Callback,
): Promise<string | undefined> {
  const challenge = String(randomInt(1_000_000_000, 2_147_483_647));
  let reply: PostedReply;
  try {
    reply = await poster.post({
      method: 'GET',
      url: challengeUrl(callback, challenge),
      headers: { 'user-agent': 'facebookplatform/1.0 (+http://developers.facebook.com)' },
      timeoutMs: callback.timeoutMs,
    });
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return `Callback verification failed with the following errors: curl_error = ${reason}`;
  }
  const { body, status, statusText } = reply;
  if (status !== 200) {
    return (
      'Callback verification failed with the following errors: ' +
      `HTTP Status Code = ${status}; HTTP Message = ${statusText}`
    );
  }
  if (body === challenge) return undefined;
  const quoted = body.slice(0, QUOTED_CHARS);
  return `Response does not match challenge, expected value="${challenge}", received="${quoted}"`;
}
