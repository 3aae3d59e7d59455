import type { AccessToken } from '../../world/tokens.js';
import type { World } from '../../world/world.js';
import { noAccess } from '../graph-error.js';
import type { GraphRequest } from '../graph-request.js';
import type { GraphReply, GraphRoute } from '../graph-route.js';
import { otherApp, refusalOfToken } from './token-errors.js';

const USER_DATA_ACCESS_MS = 90 * 86_400_000;

function seconds(ms: number | undefined): number {
  return ms === undefined ? 0 : Math.floor(ms / 1000);
}

/** Graph tells system users of both kinds by one word. */
function typeOf({ kind }: AccessToken): string {
  return kind === 'BUSINESS_INTEGRATION' ? 'SYSTEM_USER' : kind;
}

/** Scope by scope the WABAs it reaches, the newest first; without ids it reaches all. */
function granularScopes({ scopes, wabaIds }: AccessToken): unknown[] {
  return [...scopes].map((scope) =>
    wabaIds === undefined || scope === 'business_management'
      ? { scope }
      : { scope, target_ids: wabaIds },
  );
}

function describe(world: World, token: AccessToken): Record<string, unknown> {
  const refusal = refusalOfToken(token, world.clock.nowMs());
  const { code, subcode, title } = refusal?.parts ?? {};
  const isUsers = token.kind === 'USER';
  return {
    app_id: token.appId,
    type: typeOf(token),
    application: world.directory.app(token.appId)?.name ?? token.appId,
    ...(token.kind === 'APP'
      ? {}
      : {
          data_access_expires_at: isUsers ? seconds(token.issuedAtMs + USER_DATA_ACCESS_MS) : 0,
          expires_at: seconds(token.expiresAtMs),
        }),
    ...(refusal === undefined ? {} : { error: { code, message: title, subcode } }),
    is_valid: refusal === undefined,
    ...(token.kind === 'APP' ? {} : { issued_at: seconds(token.issuedAtMs) }),
    scopes: [...token.scopes],
    ...(token.kind === 'APP'
      ? {}
      : { granular_scopes: granularScopes(token), user_id: token.userId }),
  };
}

function debugToken(world: World, request: GraphRequest): GraphReply {
  const value = request.requiredParam('input_token');
  // A client's token may be looked at by the app and by the partner, not by the client.
  const { appId, kind } = request.token;
  if (kind === 'BUSINESS_INTEGRATION' && value !== request.token.value) throw noAccess();
  const token = world.tokens.find(value);
  if (token === undefined) {
    const error = { code: 190, message: 'Invalid OAuth access token.' };
    return { body: { data: { error, is_valid: false, scopes: [] } } };
  }
  if (token.appId !== appId) throw otherApp();
  return { body: { data: describe(world, token) } };
}

/** `GET /debug_token`: https://developers.facebook.com/docs/graph-api/reference/debug_token */
export function debugTokenRoutes(world: World): GraphRoute[] {
  return [
    {
      name: 'token.debug',
      method: 'GET',
      path: '/debug_token',
      handle: (request) => debugToken(world, request),
    },
  ];
}
