import { describe, expect, it } from '@jest/globals';
import { ACCESS_TOKEN_TYPE, readTokenRequest, TOKEN_EXCHANGE } from './token-request.js';

const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;
const credentials = { grant_type: 'client_credentials', client_id: 'cli_1', client_secret: 's' };
const exchange = {
  grant_type: TOKEN_EXCHANGE,
  subject_token: 't',
  subject_token_type: ACCESS_TOKEN_TYPE,
  tenant: 'ten_1',
  reason: 'ticket 7',
};

describe('readTokenRequest', () => {
  it('takes client credentials from the body', () => {
    expect(readTokenRequest(credentials, undefined)).toEqual(credentials);
  });

  it('takes client credentials from a Basic header, percent-decoded', () => {
    const body = { grant_type: 'client_credentials' };

    expect(readTokenRequest(body, basic('cli%5F1:a%3Ab'))).toEqual({
      ...credentials,
      client_secret: 'a:b',
    });
  });

  it('takes a token exchange, with its lifetime as a number', () => {
    expect(readTokenRequest({ ...exchange, lifetime_seconds: '600' }, undefined)).toEqual({
      ...exchange,
      lifetime_seconds: 600,
    });
  });

  it.each([
    ['no body', undefined, undefined],
    ['no grant type', { client_id: 'cli_1' }, undefined],
    ['a grant type given twice', { ...credentials, grant_type: ['a', 'b'] }, undefined],
    ['no client id', { ...credentials, client_id: '' }, undefined],
    ['a client secret given twice', { ...credentials, client_secret: ['a', 'b'] }, undefined],
    ['the secret in header and body', credentials, basic('cli_1:s')],
    ['a header that is not Basic', { grant_type: 'client_credentials' }, 'Bearer x'],
    ['a header without a colon', { grant_type: 'client_credentials' }, basic('cli_1')],
    ['an exchange without a reason', { ...exchange, reason: ' ' }, undefined],
    ['an exchange of another token type', { ...exchange, subject_token_type: 'x' }, undefined],
    ['an exchange for more than an hour', { ...exchange, lifetime_seconds: '3601' }, undefined],
  ])('answers invalid_request to %s', (_, body, authorization) => {
    expect(readTokenRequest(body, authorization)).toMatchObject({ error: 'invalid_request' });
  });

  it('answers unsupported_grant_type to another grant', () => {
    expect(readTokenRequest({ grant_type: 'password' }, undefined)).toMatchObject({
      error: 'unsupported_grant_type',
    });
  });
});
