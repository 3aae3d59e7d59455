import { describe, expect, it } from '@jest/globals';
import { parseCallsBody } from './calls-body.js';
import { GraphError } from '../graph-error.js';

const base = { messaging_product: 'whatsapp' };
const offer = { sdp_type: 'offer', sdp: 'v=0\r\n' };
const answer = { sdp_type: 'answer', sdp: 'v=0\r\n' };

function detailsOf(body: unknown): string | undefined {
  try {
    parseCallsBody(body);
    return undefined;
  } catch (error) {
    if (!(error instanceof GraphError)) throw error;
    return error.parts.details;
  }
}

describe('parseCallsBody', () => {
  it.each([
    { ...base, action: 'connect', to: '254700000101', session: offer },
    { ...base, action: 'connect', recipient: 'KE.1', session: offer },
    { ...base, action: 'pre_accept', call_id: 'wacid.x', session: answer },
    { ...base, action: 'accept', call_id: 'wacid.x', session: answer, to: 'tolerated' },
    { ...base, action: 'reject', call_id: 'wacid.x' },
    { ...base, action: 'terminate', call_id: 'wacid.x' },
  ])('takes $action', (body) => {
    expect(detailsOf(body)).toBeUndefined();
  });

  it.each([
    [{ ...base, action: 'hold', call_id: 'wacid.x' }, /action must be one of/],
    [{ ...base, action: 'accept', call_id: 'wacid.x', session: offer }, /sdp_type must be answer/],
    [{ ...base, action: 'connect', to: '1', session: answer }, /sdp_type must be offer/],
    [{ ...base, action: 'connect', session: offer }, /to or recipient/],
    [{ ...base, action: 'reject' }, /call_id is required/],
    [{ action: 'reject', call_id: 'wacid.x' }, /messaging_product is required/],
    [
      {
        ...base,
        action: 'connect',
        to: '1',
        session: offer,
        biz_opaque_callback_data: 'x'.repeat(513),
      },
      /biz_opaque_callback_data/,
    ],
  ])('refuses %j', (body, details) => {
    expect(detailsOf(body)).toMatch(details);
  });
});
