import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ReportMedia, SweepCalls } from '#patchbay/calls';
import {
  createLogger,
  encodeId,
  PrivateListener,
  processConfigSchema,
  Shutdown,
} from '#patchbay/kernel';
import { mediaReportRoutes } from '#patchbay/rpc';
import { SdesPeer } from '#patchbay/rtc/testing';
import { type Announcement, type NodeRecord, NodeRegistry, StateConnection } from '#patchbay/state';
import { mediaConfigSchema } from '../../apps/media/src/media.config.js';
import { type NodeDescription, startMediaNode } from '../../apps/media/src/media-node.js';
import { ownerQuery } from '../support/owner-query.js';
import { SignallingWorld } from '../support/signalling-world.js';
import type { TestTenant } from '../support/two-tenants.js';

const ROUTE = `mutation ($input: SetPhoneNumberRouteInput!) {
  setPhoneNumberRoute(input: $input) { __typename } }`;
const ACCEPT = `mutation ($input: AcceptCallInput!) { acceptCall(input: $input) {
  __typename ... on MutationError { code message } ... on AcceptCallSuccess { call { state } } } }`;
const [AMINA, BRIAN] = ['254700002201', '254700002202'];
const DAY_MS = 24 * 3600 * 1000;

const logger = createLogger({ name: 'test', level: 'silent' });
const shutdown = new Shutdown();
let world: SignallingWorld;
let announcement: Announcement;
/** What the registry is told of the node. */
let announced: (node: NodeDescription) => NodeRecord = (node) => node;

async function openNode(): Promise<void> {
  const config = processConfigSchema.parse(process.env);
  const { clock, app } = world.api;
  const reports = app.get(ReportMedia);
  const control = await PrivateListener.open({
    config,
    clock,
    logger,
    routes: mediaReportRoutes({
      onEvents: (batch) => reports.onEvents(batch),
      onContact: (contact) => reports.onContact(contact),
    }),
  });
  shutdown.add('control', () => control.close());
  const registry = new NodeRegistry(app.get(StateConnection), logger);
  await startMediaNode(
    {
      nodeId: 'media-1',
      bootId: 'boot-1',
      config: mediaConfigSchema.parse({ CONTROL_URL: control.url }),
      process: config,
      clock,
      logger,
      announce: (describe) => {
        announcement = registry.announce('media', () => announced(describe()));
        return announcement;
      },
    },
    shutdown,
  );
}

beforeAll(async () => {
  world = await SignallingWorld.start({ consumers: [AMINA, BRIAN] });
  await openNode();
  await announcement.refresh();
}, 60_000);
afterAll(async () => {
  await shutdown.close();
  await world.stop();
});

/** A user's call that the tenant has answered, over the media node; Meta's id of it. */
async function answered(tenant: TestTenant, consumer: string): Promise<string> {
  const { phoneNumberId } = tenant.numbers[0]!;
  const targets = [{ target: 'SDES' }];
  await world.ask(tenant, ROUTE, { input: { phoneNumberId, targets, skipPreAccept: true } });
  const wacid = await world.userCalls(consumer, phoneNumberId);
  const row = await world.row({ wacid }, ({ facts }) => facts.asked.told.includes('call.connect'));
  const pbx = await SdesPeer.open();
  shutdown.add('peer', () => {
    pbx.close();
  });
  const input = { callId: encodeId('call', String(row.id)), sdpAnswer: pbx.sdp() };
  expect(await world.ask(tenant, ACCEPT, { input })).toMatchObject({ call: { state: 'IN_PROGRESS' } }); // prettier-ignore
  return wacid;
}

const openSlots = (wacid: string) =>
  ownerQuery(
    `select s.call_id from call_slot s join call c on c.tenant_id = s.tenant_id and c.id = s.call_id
      where c.wacid = $1 and s.ended_at is null`,
    [wacid],
  );

describe('a call of 24 hours', () => {
  it('is kept, with its place, while its media node answers for it, whatever the registry says', async () => {
    const { acme, globex } = world.two;
    const calls = [await answered(acme, AMINA), await answered(globex, BRIAN)];
    // By the registry alone both would be lost at once: another life of the node has their place.
    announced = (node) => ({ ...node, bootId: 'boot-2' });
    await announcement.refresh();
    const { clock, app } = world.api;
    clock.setOffset(clock.offsetMs + DAY_MS);
    for (let i = 0; i < 3; i += 1) await app.get(SweepCalls).execute();
    for (const wacid of calls) {
      const row = await world.row({ wacid }, () => true);
      expect([row.state, row.facts.facts.node_lost]).toEqual(['IN_PROGRESS', undefined]);
      expect(await openSlots(wacid)).toHaveLength(1);
      await world.sim('POST', `/calls/${wacid}/hangup`);
      // The leg may fail for the hanging up before the word of it comes.
      const ended = await world.row({ wacid }, ({ facts }) => facts.facts.terminated !== undefined);
      expect([ended.state, ended.termination_cause]).toEqual(['COMPLETED', 'CONSUMER_HUNG_UP']);
      expect(Number(ended.talk_seconds)).toBeGreaterThanOrEqual(DAY_MS / 1000);
      expect(await openSlots(wacid)).toEqual([]);
    }
  });
});
