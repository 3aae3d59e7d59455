import type { AccessToken } from '../../world/tokens.js';
import { GraphError } from '../graph-error.js';

/**
 * Refusals of tokens and codes. Their messages carry no `(#code)` in front:
 * https://developers.facebook.com/docs/graph-api/guides/error-handling
 */
function bare(httpStatus: number, code: number, title: string, subcode?: number): GraphError {
  return new GraphError({
    httpStatus,
    code,
    title,
    isBare: true,
    ...(subcode === undefined ? {} : { subcode }),
  });
}

function zoned(atMs: number): string {
  return new Date(atMs).toUTCString().replace('GMT', 'UTC');
}

/** Code 190 with the subcode that says why the token is no good any more; undefined: it is good. */
export function refusalOfToken(token: AccessToken, nowMs: number): GraphError | undefined {
  const { expiresAtMs, revocation } = token;
  if (revocation === 'uninstalled') {
    const title = `Error validating access token: The user has not authorized application ${token.appId}.`;
    return bare(401, 190, title, 458);
  }
  if (revocation === 'invalidated') {
    return bare(401, 190, 'Error validating access token: The session is invalid.', 467);
  }
  if (expiresAtMs === undefined || expiresAtMs > nowMs) return undefined;
  const title =
    `Error validating access token: Session has expired on ${zoned(expiresAtMs)}. ` +
    `The current time is ${zoned(nowMs)}.`;
  return bare(401, 190, title, 463);
}

/** Code 100: `appsecret_proof` is not the HMAC of the token with the app's secret. */
export function wrongProof(): GraphError {
  return bare(400, 100, 'Invalid appsecret_proof provided in the API argument');
}

export function missingClient(parameter: string): GraphError {
  return bare(400, 101, `Missing ${parameter} parameter.`);
}

export function unknownClient(): GraphError {
  return bare(
    400,
    101,
    'Error validating application. Cannot get application info due to a system error.',
  );
}

export function wrongSecret(): GraphError {
  return bare(400, 1, 'Error validating client secret.');
}

const CODE_REFUSALS = {
  unknown: ['Invalid verification code format.', undefined],
  used: ['This authorization code has been used.', 36_009],
  expired: ['This authorization code has expired.', 36_007],
} as const;

/** Code 100: the code cannot be exchanged, and why. */
export function codeRefused(reason: keyof typeof CODE_REFUSALS): GraphError {
  const [title, subcode] = CODE_REFUSALS[reason];
  return bare(400, 100, title, subcode);
}

/** Code 100: the inspected token is of another app than the inspecting one. */
export function otherApp(): GraphError {
  return new GraphError({
    httpStatus: 400,
    code: 100,
    title: 'The App_id in the input_token did not match the Viewing App',
  });
}
