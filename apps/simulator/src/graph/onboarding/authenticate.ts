import { createHmac, timingSafeEqual } from 'node:crypto';
import type { HttpRequest } from '../../http/http-listener.js';
import type { AccessToken } from '../../world/tokens.js';
import type { World } from '../../world/world.js';
import { invalidToken } from '../graph-error.js';
import { refusalOfToken, wrongProof } from './token-errors.js';

/** The token of a request, from the header or the query; code 190 when it is not good. */
export function authenticate(world: World, { headers, query }: HttpRequest): AccessToken {
  const value = /^(?:Bearer|OAuth) (\S+)$/i.exec(headers.authorization ?? '')?.[1];
  const token = world.tokens.find(value ?? query.get('access_token') ?? '');
  if (token === undefined) throw invalidToken();
  const refusal = refusalOfToken(token, world.clock.nowMs());
  if (refusal !== undefined) throw refusal;
  const proof = query.get('appsecret_proof');
  if (proof !== null && !isProof(world, token, proof)) throw wrongProof();
  return token;
}

/** https://developers.facebook.com/docs/graph-api/guides/secure-requests */
function isProof(world: World, token: AccessToken, proof: string): boolean {
  const secret = world.directory.app(token.appId)?.appSecret ?? '';
  const expected = createHmac('sha256', secret).update(token.value).digest('hex');
  return (
    proof.length === expected.length && timingSafeEqual(Buffer.from(proof), Buffer.from(expected))
  );
}
