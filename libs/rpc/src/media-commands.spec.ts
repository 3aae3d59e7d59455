import { describe, expect, it } from '@jest/globals';
import { type MediaCommand, mediaCommandSchema } from './media-commands.js';

const head = {
  v: 1,
  commandId: 'c1',
  tenantId: '0199aa00-0000-7000-8000-000000000001',
  callId: '0199aa00-0000-7000-8000-000000000002',
  epoch: 1,
  traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`,
} as const;
const SDP = 'v=0\r\n';

describe('mediaCommandSchema', () => {
  const accepted: MediaCommand[] = [
    {
      ...head,
      kind: 'session.create',
      meta: { role: 'answer', remoteSdp: SDP },
      tenant: { role: 'offer' },
    },
    {
      ...head,
      kind: 'session.create',
      meta: { role: 'offer' },
      tenant: { role: 'answer', remoteSdp: SDP },
    },
    { ...head, kind: 'session.setMetaAnswer', remoteSdp: SDP },
    { ...head, kind: 'session.setTenantAnswer', remoteSdp: SDP },
    { ...head, kind: 'session.openGate' },
    { ...head, kind: 'session.commit' },
    { ...head, kind: 'session.close', reason: 'terminated' },
  ];

  it.each(accepted)('accepts $kind', (command) => {
    expect(mediaCommandSchema.parse(JSON.parse(JSON.stringify(command)))).toEqual(command);
  });

  it.each([
    ['two offers', { kind: 'session.create', meta: { role: 'offer' }, tenant: { role: 'offer' } }],
    [
      'two answers',
      {
        kind: 'session.create',
        meta: { role: 'answer', remoteSdp: SDP },
        tenant: { role: 'answer', remoteSdp: SDP },
      },
    ],
    ['an answer without SDP', { kind: 'session.setMetaAnswer' }],
    ['an SDP too long', { kind: 'session.setMetaAnswer', remoteSdp: 'x'.repeat(20_000) }],
    ['an unknown kind', { kind: 'session.hold' }],
    ['another version', { kind: 'session.commit', v: 2 }],
    ['a public id', { kind: 'session.commit', callId: 'call_01' }],
    ['a field it does not know', { kind: 'session.commit', force: true }],
  ])('refuses %s', (_, change) => {
    expect(mediaCommandSchema.safeParse({ ...head, ...change }).success).toBe(false);
  });
});
