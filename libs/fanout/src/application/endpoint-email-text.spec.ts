import { describe, expect, it } from '@jest/globals';
import { encodeId } from '#patchbay/kernel';
import { endpointEmail } from './endpoint-email-text.js';

const TENANT = '01a1ff44-9641-7170-a649-1a55572280ea';
const failing = {
  id: '01a1ff44-9641-7170-a649-1a55572280eb',
  endpointId: '01a1ff44-9641-7170-a649-1a55572280ec',
  event: 'endpoint.failing',
  percent: 70,
  reason: null,
  failures: 71,
  failingSince: new Date(Date.UTC(2026, 10, 21, 12)),
  attempts: 1,
  to: ['ops@example.com'],
  url: 'https://user-hooks.example.com:8443/T0K3N/in?key=s3cret',
  description: 'Call centre\r\nBcc: somebody@example.org',
} as const;

describe('an e-mail about an endpoint', () => {
  it('says which endpoint, how often and since when', () => {
    const email = endpointEmail(TENANT, failing);
    expect(email).toMatchObject({
      id: failing.id,
      to: ['ops@example.com'],
      subject: 'Webhook endpoint at user-hooks.example.com:8443 is failing',
      event: 'endpoint.failing',
      percent: 70,
      failures: 71,
      failingSince: '2026-11-21T12:00:00.000Z',
      tenantId: encodeId('tenant', TENANT),
      endpointId: encodeId('endpoint', failing.endpointId),
    });
    expect(email.text).toContain('71 attempts in a row since 2026-11-21T12:00:00.000Z');
    expect(email.text).toContain('70 %');
  });

  it('names the host alone: path and query may hold credentials', () => {
    const text = JSON.stringify(endpointEmail(TENANT, failing));
    expect(text).not.toContain('T0K3N');
    expect(text).not.toContain('s3cret');
  });

  it('keeps a description from making lines of its own', () => {
    const { text } = endpointEmail(TENANT, failing);
    expect(text).toContain('(Call centre Bcc: somebody@example.org)');
    expect(text.trimEnd().split('\n')).toHaveLength(2);
  });

  it('says why an endpoint was disabled', () => {
    const disabled = { ...failing, event: 'endpoint.disabled', percent: null } as const;
    expect(endpointEmail(TENANT, { ...disabled, reason: 'FAILING' }).text).toContain(
      '71 attempts in a row since',
    );
    const gone = endpointEmail(TENANT, { ...disabled, reason: 'GONE', failingSince: null });
    expect(gone.text).toContain('410');
    expect(gone.subject).toBe('Webhook endpoint at user-hooks.example.com:8443 was disabled');
  });
});
