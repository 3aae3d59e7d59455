import { describe, expect, it } from '@jest/globals';
import type { PrivateRequest } from '#patchbay/kernel';
import { MEDIA_COMMANDS_PATH } from './media-client.js';
import type { MediaCommand } from './media-commands.js';
import { EVENTS_PATH } from './control-client.js';
import { Refusal, type RefusalCode } from './rpc-error.js';
import { type CommandReply, mediaCommandRoutes, mediaReportRoutes } from './serve.js';

const command: MediaCommand = {
  v: 1,
  commandId: 'c1',
  tenantId: '0199aa00-0000-7000-8000-000000000001',
  callId: '0199aa00-0000-7000-8000-000000000002',
  epoch: 1,
  traceparent: `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`,
  kind: 'session.openGate',
};

function request(body: unknown): PrivateRequest {
  return { body, query: new URLSearchParams(), traceparent: undefined };
}

async function serve(body: unknown, reply: CommandReply = { result: {} }) {
  const routes = mediaCommandRoutes(() => Promise.resolve(reply));
  return routes[`POST ${MEDIA_COMMANDS_PATH}`]?.(request(body));
}

describe('mediaCommandRoutes', () => {
  it('answers a result with 200', async () => {
    const reply = await serve(command, { result: { openedAtMs: 7 } });
    expect(reply).toEqual({ status: 200, body: { result: { openedAtMs: 7 } } });
  });

  it.each<[RefusalCode, number]>([
    ['STALE_EPOCH', 409],
    ['NO_SESSION', 404],
    ['BAD_SDP', 422],
    ['FULL', 503],
    ['DRAINING', 503],
  ])('answers %s with %i', async (code, status) => {
    const reply = await serve(command, { refusal: new Refusal(code, 'why') });
    expect(reply).toEqual({ status, body: { error: code, detail: 'why' } });
  });

  it.each([
    ['a wrong type', { kind: 'session.setMetaAnswer', remoteSdp: 7 }, /remoteSdp: .*string/],
    ['a public id', { callId: 'call_01' }, /callId: must be a lower-case UUID/],
    ['no kind', { kind: undefined }, /kind: /],
    [
      'two offers',
      { kind: 'session.create', meta: { role: 'offer' }, tenant: { role: 'offer' } },
      /one leg must be/,
    ],
    [
      'a long SDP',
      { kind: 'session.setMetaAnswer', remoteSdp: 'inline:'.repeat(5000) },
      /^remoteSdp: Too big/,
    ],
  ])('names the wrong field of %s, never its value', async (_, change, problem) => {
    const reply = await serve({ ...command, ...change });
    expect(reply).toMatchObject({ status: 400, body: { error: 'BAD_REQUEST' } });
    expect((reply?.body as { detail: string }).detail).toMatch(problem);
    expect(JSON.stringify(reply?.body)).not.toContain('inline');
  });
});

describe('mediaReportRoutes', () => {
  it('does not answer 200 when the events were not committed', async () => {
    const routes = mediaReportRoutes({
      onEvents: () => Promise.reject(new Error('database down')),
      onContact: () => Promise.resolve({ close: [], hardStopAtMs: 1 }),
    });
    const { tenantId, callId, epoch, traceparent } = command;
    const event = { tenantId, callId, epoch, traceparent, seq: 1, atMs: 1, kind: 'leg.connected' };
    const body = { nodeId: 'n', bootId: 'b', events: [{ ...event, data: { leg: 'META' } }] };
    await expect(routes[`POST ${EVENTS_PATH}`]?.(request(body))).rejects.toThrow('database down');
  });
});
