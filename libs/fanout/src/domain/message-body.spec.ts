import { describe, expect, it } from '@jest/globals';
import { messageBody, type StoredMessage } from './message-body.js';

const MESSAGE: StoredMessage = {
  id: '01936a2c-5e80-7000-8000-000000000001',
  type: 'call.connect',
  tenantId: '01936a2c-5e80-7000-8000-000000000002',
  callId: '01936a2c-5e80-7000-8000-000000000003',
  occurredAt: new Date('2026-11-21T12:00:00.123Z'),
  data: { direction: 'USER_INITIATED', sequence: 1 },
  sdpKind: 'TENANT_LOCAL',
};

const bodyOf = (message: StoredMessage, sdp?: string, consumer?: Record<string, string>) =>
  JSON.parse(messageBody(message, { sdp, consumer }));

describe('messageBody', () => {
  it('names message, tenant and call by their public ids', () => {
    expect(bodyOf(MESSAGE, 'v=0\r\n')).toEqual({
      id: expect.stringMatching(/^msg_[0-9a-z]{26}$/),
      type: 'call.connect',
      apiVersion: '2026-11-01',
      timestamp: '2026-11-21T12:00:00.123Z',
      tenantId: expect.stringMatching(/^ten_[0-9a-z]{26}$/),
      data: {
        ...MESSAGE.data,
        callId: expect.stringMatching(/^call_[0-9a-z]{26}$/),
        sdp: { type: 'offer', sdp: 'v=0\r\n' },
      },
    });
  });

  it('carries our offer of a user-initiated call', () => {
    expect(bodyOf(MESSAGE, 'v=0\r\n').data.sdp).toEqual({ type: 'offer', sdp: 'v=0\r\n' });
  });

  it('carries our answer of a business-initiated call', () => {
    const message = { ...MESSAGE, data: { direction: 'BUSINESS_INITIATED' } };
    expect(bodyOf(message, 'v=0\r\n').data.sdp).toEqual({ type: 'answer', sdp: 'v=0\r\n' });
  });

  it('says that its SDP has expired once that has been wiped', () => {
    expect(bodyOf(MESSAGE).data).toMatchObject({ sdpExpired: true });
    expect(bodyOf(MESSAGE).data).not.toHaveProperty('sdp');
    expect(bodyOf(MESSAGE, 'v=0\r\n').data).not.toHaveProperty('sdpExpired');
  });

  it('says nothing of SDP or a call where the event has none', () => {
    const { data } = bodyOf({ ...MESSAGE, callId: null, sdpKind: null });
    expect(data).toEqual(MESSAGE.data);
  });

  it('has the version that the endpoint asked for', () => {
    const joined = { sdp: undefined, consumer: undefined };
    const { apiVersion } = JSON.parse(messageBody(MESSAGE, joined, '2025-01-01'));
    expect(apiVersion).toBe('2025-01-01');
  });

  it('joins who the consumer is, and leaves an erased one empty', () => {
    const consumer = { waId: '254700000101', name: 'Amina' };
    expect(bodyOf(MESSAGE, undefined, consumer).data.consumer).toEqual(consumer);
    expect(bodyOf(MESSAGE, undefined, {}).data.consumer).toEqual({});
  });
});
