import { z } from 'zod';
import { type AccessToken, SCOPES, TOKEN_KINDS } from '../world/tokens.js';
import type { World } from '../world/world.js';
import { HttpProblem } from '../http/http-listener.js';
import { type ControlRoute, controlRoute } from './control-route.js';

const tag = 'tokens';

const newTokenSchema = z.strictObject({
  app: z.string().describe('Id or key of the app it belongs to'),
  kind: z.enum(TOKEN_KINDS).exclude(['APP']).default('BUSINESS_INTEGRATION'),
  businessId: z
    .string()
    .optional()
    .describe("The portfolio it acts for; the partner's unless told"),
  scopes: z.array(z.enum(SCOPES)).default([...SCOPES]),
  wabaIds: z.array(z.string()).optional().describe('Newest first; left out: all of the portfolio'),
  expiresInSeconds: z.number().int().positive().optional().describe('Left out: never'),
});

const revocationSchema = z.strictObject({
  token: z.string(),
  reason: z
    .enum(['uninstalled', 'invalidated'])
    .default('invalidated')
    .describe('Subcode 458 or 467 of error 190'),
});

function view(token: AccessToken): object {
  const { appId, businessId, expiresAtMs, kind, revocation, scopes, value, wabaIds } = token;
  return {
    ...{ appId, businessId, expiresAtMs, kind, revocation, wabaIds },
    token: value,
    scopes: [...scopes],
  };
}

/** Tokens as a test needs them: of any app, scopes, accounts and age. */
export function tokenControls(world: World, appIdOf: (app: string) => string): ControlRoute[] {
  return [
    controlRoute({
      method: 'POST',
      path: '/tokens',
      tag,
      summary: 'Issues a token',
      status: 201,
      body: newTokenSchema,
      handle: ({ body: { app, businessId, expiresInSeconds, scopes, ...rest } }) =>
        view(
          world.tokens.issue({
            kind: rest.kind,
            wabaIds: rest.wabaIds,
            appId: appIdOf(app),
            businessId: businessId ?? world.directory.partner.businessId,
            scopes: new Set(scopes),
            expiresAtMs:
              expiresInSeconds === undefined
                ? undefined
                : world.clock.nowMs() + expiresInSeconds * 1000,
          }),
        ),
    }),
    controlRoute({
      method: 'GET',
      path: '/tokens',
      tag,
      summary: 'All tokens that were ever issued',
      handle: () => ({ tokens: world.tokens.all.map(view) }),
    }),
    controlRoute({
      method: 'POST',
      path: '/tokens/revoke',
      tag,
      summary: 'Ends a token before its time',
      body: revocationSchema,
      handle: ({ body: { reason, token } }) => {
        if (world.tokens.find(token) === undefined) throw new HttpProblem(404, 'no such token');
        world.tokens.revoke(token, reason);
        return { success: true };
      },
    }),
  ];
}
