import { z } from 'zod';
import { MAX_EXCHANGED_TOKEN_SECONDS } from '#patchbay/identity';

export const CLIENT_CREDENTIALS = 'client_credentials';
export const TOKEN_EXCHANGE = 'urn:ietf:params:oauth:grant-type:token-exchange';
/** RFC 8693 §3. */
export const ACCESS_TOKEN_TYPE = 'urn:ietf:params:oauth:token-type:access_token';

const clientCredentialsSchema = z.object({
  grant_type: z.literal(CLIENT_CREDENTIALS),
  client_id: z.string().min(1).max(100),
  client_secret: z.string().min(1).max(200),
});

const exchangeSchema = z.object({
  grant_type: z.literal(TOKEN_EXCHANGE),
  subject_token: z.string().min(1),
  subject_token_type: z.literal(ACCESS_TOKEN_TYPE),
  tenant: z.string().min(1).max(100),
  reason: z.string().trim().min(3).max(500),
  lifetime_seconds: z.coerce.number().int().min(60).max(MAX_EXCHANGED_TOKEN_SECONDS).optional(),
});

export type TokenRequest =
  z.output<typeof clientCredentialsSchema> | z.output<typeof exchangeSchema>;

/** RFC 6749 §5.2. */
export interface TokenError {
  readonly error:
    | 'invalid_request'
    | 'invalid_client'
    | 'unauthorized_client'
    | 'unsupported_grant_type'
    | 'invalid_target';
  readonly error_description: string;
}

function parse(schema: z.ZodType<TokenRequest>, body: object): TokenRequest | TokenError {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((i) => `${i.path.join('.')}: ${i.message}`);
  return { error: 'invalid_request', error_description: problems.join('; ') };
}

/** Reads client id and secret from a Basic header; undefined when it is not one. RFC 6749 §2.3.1. */
function readBasic(header: string): { client_id: string; client_secret: string } | undefined {
  const encoded = /^Basic ([A-Za-z0-9+/=]+)$/i.exec(header)?.[1];
  if (encoded === undefined) return undefined;
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  if (colon < 0) return undefined;
  const decode = (part: string) => new URLSearchParams(`v=${part}`).get('v') ?? '';
  return {
    client_id: decode(text.slice(0, colon)),
    client_secret: decode(text.slice(colon + 1)),
  };
}

/** A token request out of a form or JSON body and the Authorization header. */
export function readTokenRequest(
  body: unknown,
  authorization: string | undefined,
): TokenRequest | TokenError {
  const given: object = typeof body === 'object' && body !== null ? body : {};
  const grantType = 'grant_type' in given ? given.grant_type : undefined;
  if (grantType === TOKEN_EXCHANGE) return parse(exchangeSchema, given);
  if (grantType !== CLIENT_CREDENTIALS) {
    const isMissing = typeof grantType !== 'string';
    return {
      error: isMissing ? 'invalid_request' : 'unsupported_grant_type',
      error_description: `grant_type must be ${CLIENT_CREDENTIALS} or ${TOKEN_EXCHANGE}`,
    };
  }
  if (authorization === undefined) return parse(clientCredentialsSchema, given);
  const basic = readBasic(authorization);
  if (basic === undefined || 'client_secret' in given) {
    return {
      error: 'invalid_request',
      error_description: 'send the client secret once: as a Basic header or in the body',
    };
  }
  return parse(clientCredentialsSchema, { ...given, ...basic });
}
