import { describe, expect, it } from '@jest/globals';
import { Secret } from '#patchbay/kernel';
import type { GraphClient, GraphOutcome, GraphRequest } from './graph-client.js';
import { readCallPermissions } from './read-call-permissions.js';

const NUMBER = { phoneNumberId: '106', accessToken: new Secret('EAAtoken') };

async function reading(
  outcome: GraphOutcome,
  consumer: Parameters<typeof readCallPermissions>[2] = { waId: '254700000101' },
) {
  const asked: GraphRequest[] = [];
  const client = {
    request: (request: GraphRequest) => {
      asked.push(request);
      return Promise.resolve(outcome);
    },
  };
  const read = await readCallPermissions(client as unknown as GraphClient, NUMBER, consumer);
  return { read, path: asked[0]!.path };
}
const done = (body: unknown): GraphOutcome => ({ kind: 'done', body });

describe("Meta's figure of a permission", () => {
  it('has status, end, what can be done, and each limit', async () => {
    const { read, path } = await reading(
      done({
        messaging_product: 'whatsapp',
        permission: { status: 'temporary', expiration_time: 1790000000 },
        actions: [
          {
            action_name: 'send_call_permission_request',
            can_perform_action: true,
            limits: [{ time_period: 'PT24H', max_allowed: 1, current_usage: 0 }],
          },
          {
            action_name: 'start_call',
            can_perform_action: false,
            limits: [
              {
                time_period: 'PT24H',
                max_allowed: 100,
                current_usage: 100,
                limit_expiration_time: 1790003600,
              },
            ],
          },
        ],
      }),
    );
    expect(path).toBe('/106/call_permissions?user_wa_id=254700000101');
    expect(read).toEqual({
      kind: 'read',
      permission: {
        status: 'temporary',
        expiresAtMs: 1_790_000_000_000,
        canPerform: { send_call_permission_request: true, start_call: false },
        limits: [
          { action: 'send_call_permission_request', period: 'PT24H', limit: 1, used: 0 },
          {
            action: 'start_call',
            period: 'PT24H',
            limit: 100,
            used: 100,
            freeAtMs: 1_790_003_600_000,
          },
        ],
      },
    });
  });

  it('is asked by the user id where no number is known', async () => {
    const none = done({ permission: { status: 'no_permission' } });
    const { path } = await reading(none, { userId: 'KE.12340000000000101' });
    expect(path).toBe('/106/call_permissions?recipient=KE.12340000000000101');
  });

  it.each([
    [{ status: 'permanent' }, { status: 'permanent' }],
    [{ status: 'TEMPORARY', expiration: '1790000000' }, { expiresAtMs: 1_790_000_000_000 }],
    [{ status: 'no_permission', expiration_time: 'soon' }, { status: 'no_permission' }],
  ])('is read from %j', async (permission, expected) => {
    const { read } = await reading(done({ permission, actions: 'none' }));
    expect(read).toMatchObject({ kind: 'read', permission: expected });
  });

  it.each([{}, { permission: {} }, { permission: { status: 'granted' } }, []])(
    'is unknown after %j',
    async (body) => {
      expect((await reading(done(body))).read).toMatchObject({ kind: 'unknown' });
    },
  );
});
