import { timingSafeEqual } from 'node:crypto';
import type { MetaApp } from '../../world/assets.js';
import { SIXTY_DAYS_MS } from '../../world/onboarding/login-configurations.js';
import type { AccessToken } from '../../world/tokens.js';
import type { World } from '../../world/world.js';
import { invalidParameter, invalidToken } from '../graph-error.js';
import type { GraphRequest } from '../graph-request.js';
import type { GraphReply, GraphRoute } from '../graph-route.js';
import {
  codeRefused,
  missingClient,
  refusalOfToken,
  unknownClient,
  wrongSecret,
} from './token-errors.js';

function isSecret(app: MetaApp, given: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(app.appSecret)];
  return a.length === b.length && timingSafeEqual(a, b);
}

function textParam(request: GraphRequest, name: string): string | undefined {
  const value = request.param(name);
  if (typeof value === 'number') return String(value);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function clientApp(world: World, request: GraphRequest): MetaApp {
  const clientId = textParam(request, 'client_id');
  if (clientId === undefined) throw missingClient('client_id');
  const secret = textParam(request, 'client_secret');
  if (secret === undefined) throw missingClient('client_secret');
  const app = world.directory.app(clientId);
  if (app === undefined) throw unknownClient();
  if (!isSecret(app, secret)) throw wrongSecret();
  return app;
}

/** The answer with a token; whether its life is told is one of Meta's open points. */
function tokenReply(world: World, token: AccessToken): GraphReply {
  const { expiresAtMs } = token;
  const isTold = expiresAtMs !== undefined && world.switches.hasExpiresIn;
  const lifeMs = (expiresAtMs ?? 0) - world.clock.nowMs();
  return {
    body: {
      access_token: token.value,
      token_type: 'bearer',
      ...(isTold ? { expires_in: Math.round(lifeMs / 1000) } : {}),
    },
  };
}

function exchangeCode(world: World, app: MetaApp, code: string): AccessToken {
  const outcome = world.onboarding.codes.take(code, app.appId);
  if ('refusal' in outcome) throw codeRefused(outcome.refusal);
  const { businessId, scopes, tokenLifeMs, wabaIds } = outcome.grant;
  const held = world.tokens.wabasOf(app.appId, businessId);
  return world.tokens.issue({
    kind: 'BUSINESS_INTEGRATION',
    appId: app.appId,
    businessId,
    scopes,
    wabaIds: [...wabaIds, ...held.filter((wabaId) => !wabaIds.includes(wabaId))],
    expiresAtMs: tokenLifeMs === undefined ? undefined : world.clock.nowMs() + tokenLifeMs,
  });
}

/** A token for a longer one: a user's for one of 60 days, or a system user's refreshed. */
function prolong(world: World, app: MetaApp, value: string): AccessToken {
  const token = world.tokens.find(value);
  if (token?.appId !== app.appId || token.kind === 'APP') throw invalidToken();
  const refusal = refusalOfToken(token, world.clock.nowMs());
  if (refusal !== undefined) throw refusal;
  const { appId, businessId, kind, scopes, wabaIds } = token;
  const expiresAtMs = world.clock.nowMs() + SIXTY_DAYS_MS;
  return world.tokens.issue({ appId, businessId, kind, scopes, wabaIds, expiresAtMs });
}

function giveToken(world: World, request: GraphRequest): GraphReply {
  const app = clientApp(world, request);
  const grantType = textParam(request, 'grant_type');
  if (grantType === 'client_credentials') {
    const value = `${app.appId}|${app.appSecret}`;
    return tokenReply(world, world.tokens.find(value) ?? world.tokens.issueAppToken(app));
  }
  if (grantType === 'fb_exchange_token') {
    return tokenReply(world, prolong(world, app, request.requiredParam('fb_exchange_token')));
  }
  if (grantType !== undefined && grantType !== 'authorization_code') {
    throw invalidParameter(`The grant_type ${grantType} is not supported.`);
  }
  const code = textParam(request, 'code');
  if (code === undefined) throw missingClient('code');
  return tokenReply(world, exchangeCode(world, app, code));
}

/**
 * `GET /oauth/access_token`:
 * https://developers.facebook.com/docs/facebook-login/guides/access-tokens and Embedded Signup's
 * implementation page.
 */
export function oauthRoutes(world: World): GraphRoute[] {
  return (['GET', 'POST'] as const).map((method) => ({
    name: 'oauth.access-token',
    method,
    path: '/oauth/access_token',
    auth: 'none' as const,
    handle: (request) => giveToken(world, request),
  }));
}
