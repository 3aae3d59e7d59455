import { Body, Controller, Header, Headers, HttpCode, Inject, Post, Res } from '@nestjs/common';
import type { Response } from 'express';
import { ExchangeToken, type IssuedToken, IssueToken } from '#patchbay/identity';
import { assertUnreachable, type Logger, LOGGER, Secret } from '#patchbay/kernel';
import {
  ACCESS_TOKEN_TYPE,
  CLIENT_CREDENTIALS,
  readTokenRequest,
  type TokenError,
  type TokenRequest,
} from './token-request.js';

interface TokenAnswer {
  readonly access_token: string;
  readonly token_type: 'Bearer';
  readonly expires_in: number;
  readonly issued_token_type?: string;
}

type ExchangeRequest = Exclude<TokenRequest, { grant_type: typeof CLIENT_CREDENTIALS }>;
type CredentialsRequest = Exclude<TokenRequest, ExchangeRequest>;

function answerOf(token: IssuedToken): TokenAnswer {
  return {
    access_token: token.accessToken.reveal(),
    token_type: 'Bearer',
    expires_in: token.expiresInSeconds,
  };
}

/** The token endpoint: client credentials (RFC 6749 §4.4) and token exchange (RFC 8693). */
@Controller('oauth')
export class TokenController {
  constructor(
    private readonly issueToken: IssueToken,
    private readonly exchangeToken: ExchangeToken,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  @Post('token')
  @HttpCode(200)
  // RFC 6749 §5.1: nobody may keep the answer.
  @Header('cache-control', 'no-store')
  @Header('pragma', 'no-cache')
  async token(
    @Body() body: unknown,
    @Headers('authorization') authorization: string | undefined,
    @Res({ passthrough: true }) response: Response,
  ): Promise<TokenAnswer | TokenError> {
    const answer = await this.#answer(readTokenRequest(body, authorization));
    if (!('error' in answer)) return answer;
    response.status(answer.error === 'invalid_client' ? 401 : 400);
    if (answer.error === 'invalid_client') response.setHeader('www-authenticate', 'Basic');
    this.logger.info({ error: answer.error }, 'token.refused');
    return answer;
  }

  #answer(request: TokenRequest | TokenError): Promise<TokenAnswer | TokenError> {
    if ('error' in request) return Promise.resolve(request);
    return request.grant_type === CLIENT_CREDENTIALS
      ? this.#issue(request)
      : this.#exchange(request);
  }

  async #issue(request: CredentialsRequest): Promise<TokenAnswer | TokenError> {
    const outcome = await this.issueToken.execute({
      clientId: request.client_id,
      clientSecret: new Secret(request.client_secret),
    });
    if (outcome.kind === 'issued') return answerOf(outcome);
    return { error: 'invalid_client', error_description: 'client id and secret do not match' };
  }

  async #exchange(request: ExchangeRequest): Promise<TokenAnswer | TokenError> {
    const outcome = await this.exchangeToken.execute({
      subjectToken: request.subject_token,
      tenant: request.tenant,
      reason: request.reason,
      lifetimeSeconds: request.lifetime_seconds,
    });
    switch (outcome.kind) {
      case 'issued':
        return { ...answerOf(outcome), issued_token_type: ACCESS_TOKEN_TYPE };
      case 'invalid_subject_token':
        // RFC 8693 §2.2.2 gives invalid_request for a subject token that is not valid.
        return {
          error: 'invalid_request',
          error_description: 'subject_token: send a valid access token of staff',
        };
      case 'not_allowed':
        return {
          error: 'unauthorized_client',
          error_description: 'your roles do not let you act on a tenant',
        };
      case 'unknown_tenant':
        return { error: 'invalid_target', error_description: 'tenant: there is no such tenant' };
      default:
        return assertUnreachable(outcome);
    }
  }
}
