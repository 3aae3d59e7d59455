import { describe, expect, it } from '@jest/globals';
import { metaErrorFrom } from './meta-error.js';

describe('metaErrorFrom', () => {
  it('keeps code, title, details and trace id as Meta gave them', () => {
    const body = {
      error: {
        message: '(#138006) No approved call permission found',
        type: 'OAuthException',
        code: 138006,
        error_data: {
          messaging_product: 'whatsapp',
          details: 'No approved call permission from the recipient',
        },
        error_subcode: 2593130,
        fbtrace_id: 'A1b2C3d4E5f6',
      },
    };
    expect(metaErrorFrom(401, body)).toEqual({
      code: 138006,
      title: 'No approved call permission found',
      details: 'No approved call permission from the recipient',
      fbtraceId: 'A1b2C3d4E5f6',
      httpStatus: 401,
    });
  });

  it('takes an error with the least that it may have', () => {
    expect(metaErrorFrom(400, { error: { message: 'Not available.', code: 138013 } })).toEqual({
      code: 138013,
      title: 'Not available.',
      details: null,
      fbtraceId: null,
      httpStatus: 400,
    });
  });

  it.each([null, 'text', {}, { error: 'no' }, { error: { message: 'x' } }])(
    'takes %j for no error of Graph’s',
    (body) => {
      expect(metaErrorFrom(500, body)).toBeUndefined();
    },
  );
});
