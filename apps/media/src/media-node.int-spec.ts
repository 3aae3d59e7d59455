import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  createLogger,
  PrivateListener,
  processConfigSchema,
  Secret,
  Shutdown,
  SystemClock,
} from '#patchbay/kernel';
import { eventually } from '#patchbay/kernel/testing';
import {
  MediaClient,
  type MediaCommand,
  type MediaEvent,
  mediaReportRoutes,
  type NodeContact,
  RpcClient,
  RpcError,
} from '#patchbay/rpc';
import { numberedFrame, type PeerMedia, SdesPeer, WebRtcPeer } from '#patchbay/rtc/testing';
import { mediaConfigSchema } from './media.config.js';
import { type NodeDescription, startMediaNode } from './media-node.js';
import { CallCommands } from './testing/commands.js';

const TOKEN = 'internal-token';
const processConfig = processConfigSchema.parse({
  NODE_ENV: 'test',
  INTERNAL_TOKEN: TOKEN,
  DANGEROUS_EGRESS_ALLOW: '127.0.0.0/8',
});
const clock = new SystemClock();
const logger = createLogger({ name: 'test', level: 'silent' });

/** Signalling as a media node sees it. */
class Control {
  readonly events: MediaEvent[] = [];
  readonly contacts: NodeContact[] = [];
  close: string[] = [];
  isCommitting = true;
  #listener: PrivateListener | undefined;

  async open(): Promise<string> {
    this.#listener = await PrivateListener.open({
      config: processConfig,
      clock,
      logger,
      routes: mediaReportRoutes({
        onEvents: ({ events }) => {
          if (!this.isCommitting) return Promise.reject(new Error('database down'));
          this.events.push(...events);
          return Promise.resolve();
        },
        onContact: (contact) => {
          this.contacts.push(contact);
          return Promise.resolve({ close: this.close, hardStopAtMs: clock.nowMs() + 60_000 });
        },
      }),
    });
    return this.#listener.url;
  }

  shut(): Promise<void> {
    return this.#listener?.close() ?? Promise.resolve();
  }

  kindsOf(callId: string): string[] {
    return this.events.filter((event) => event.callId === callId).map(({ kind }) => kind);
  }
}

let control: Control;
let controlUrl: string;
let rpc: RpcClient;
let closers: (() => Promise<void> | void)[];

beforeEach(async () => {
  control = new Control();
  controlUrl = await control.open();
  rpc = new RpcClient({ token: new Secret(TOKEN), timeoutMs: 2000 });
  closers = [() => control.shut(), () => rpc.close()];
});
afterEach(async () => {
  for (const close of closers.reverse()) await close();
});

interface Node {
  readonly shutdown: Shutdown;
  readonly described: () => NodeDescription;
  send(command: MediaCommand): Promise<Record<string, unknown>>;
  refusalOf(command: MediaCommand): Promise<string>;
}

async function startNode(settings: Record<string, string> = {}): Promise<Node> {
  const shutdown = new Shutdown();
  let describe: (() => NodeDescription) | undefined;
  const { url } = await startMediaNode(
    {
      nodeId: 'media-1',
      bootId: 'boot-1',
      config: mediaConfigSchema.parse({ CONTROL_URL: controlUrl, ...settings }),
      process: processConfig,
      clock,
      logger,
      announce: (description) => {
        describe = description;
        return { withdraw: () => Promise.resolve() };
      },
    },
    shutdown,
  );
  closers.push(() => shutdown.close());
  const client = new MediaClient(rpc);
  const send = (command: MediaCommand) => client.send(url, command);
  return {
    shutdown,
    described: () => describe!(),
    send,
    refusalOf: async (command) => {
      try {
        await send(command);
        return 'none';
      } catch (error) {
        return error instanceof RpcError ? error.code : String(error);
      }
    },
  };
}

async function openPeers(setup: 'actpass' | 'active') {
  const meta = await WebRtcPeer.open({ isIceLite: true, setup });
  const pbx = await SdesPeer.open();
  closers.push(
    () => meta.close(),
    () => {
      pbx.close();
    },
  );
  return { meta, pbx };
}

type Peers = Awaited<ReturnType<typeof openPeers>>;

function createFor(call: CallCommands, { meta }: Peers): MediaCommand {
  return call.make({
    kind: 'session.create',
    meta: { role: 'answer', remoteSdp: meta.sdp },
    tenant: { role: 'offer' },
  });
}

/** A user-initiated call up to the open gate. */
async function talk(node: Node, call: CallCommands) {
  const peers = await openPeers('actpass');
  const created = await node.send(createFor(call, peers));
  const tenant = peers.pbx.connect(created.tenantSdp as string);
  const consumer = await peers.meta.start(created.metaSdp as string);
  const answer = peers.pbx.sdp();
  await node.send(call.make({ kind: 'session.setTenantAnswer', remoteSdp: answer }));
  await node.send(call.make({ kind: 'session.openGate' }));
  return { consumer, tenant };
}

async function expectSound({ consumer, tenant }: { consumer: PeerMedia; tenant: PeerMedia }) {
  const before = [consumer.heard.length, tenant.heard.length];
  consumer.sendFrame(numberedFrame(1));
  tenant.sendFrame(numberedFrame(2));
  await eventually(() => tenant.heard.length > before[1]! && consumer.heard.length > before[0]!);
}

describe('a media node', () => {
  it('carries a user-initiated call and reports its legs and its end', async () => {
    const node = await startNode();
    const call = new CallCommands();
    await expectSound(await talk(node, call));
    expect(node.described()).toMatchObject({ nodeId: 'media-1', load: 1, capacity: 100 });
    const close = call.make({ kind: 'session.close', reason: 'terminated' });
    expect(await node.send(close)).toEqual({});
    await eventually(() => control.kindsOf(call.callId).includes('session.ended'));
    const events = control.events.filter(({ callId }) => callId === call.callId);
    expect(events.map(({ kind }) => kind).toSorted()).toEqual([
      'leg.connected',
      'leg.connected',
      'session.ended',
    ]);
    expect(events.map(({ seq }) => seq)).toEqual([1, 2, 3]);
    expect(events.at(-1)?.data).toMatchObject({
      reason: 'terminated',
      stats: { fromMeta: { forwarded: 1 }, fromTenant: { forwarded: 1 } },
    });
    expect(node.described().load).toBe(0);
  });

  it('carries a business-initiated call', async () => {
    const node = await startNode();
    const call = new CallCommands();
    const { meta, pbx } = await openPeers('active');
    const created = await node.send(
      call.make({
        kind: 'session.create',
        meta: { role: 'offer' },
        tenant: { role: 'answer', remoteSdp: pbx.sdp() },
      }),
    );
    const tenant = pbx.connect(created.tenantSdp as string);
    const up = meta.start(created.metaSdp as string);
    await node.send(call.make({ kind: 'session.setMetaAnswer', remoteSdp: meta.sdp }));
    const consumer = await up;
    const { openedAtMs } = await node.send(call.make({ kind: 'session.openGate' }));
    expect(openedAtMs).toBeGreaterThan(clock.nowMs() - 5000);
    await expectSound({ consumer, tenant });
    await eventually(() => control.kindsOf(call.callId).length === 2);
  });

  it('answers a repeated command with the stored answer', async () => {
    const node = await startNode();
    const call = new CallCommands();
    const create = createFor(call, await openPeers('actpass'));
    const [first, second] = await Promise.all([node.send(create), node.send(create)]);
    expect(second).toEqual(first);
    expect(node.described().load).toBe(1);
    const gate = call.make({ kind: 'session.openGate' });
    const opened = await node.send(gate);
    expect(await node.send(gate)).toEqual(opened);
    expect(await node.send(call.make({ kind: 'session.openGate' }))).toEqual(opened);
  });

  it('refuses an older epoch, and a create that comes after the close', async () => {
    const node = await startNode();
    const call = new CallCommands();
    const peers = await openPeers('actpass');
    call.epoch = 3;
    await node.send(createFor(call, peers));
    call.epoch = 2;
    expect(await node.refusalOf(call.make({ kind: 'session.openGate' }))).toBe('STALE_EPOCH');
    expect(await node.refusalOf(call.make({ kind: 'session.close', reason: 'x' }))).toBe(
      'STALE_EPOCH',
    );
    call.epoch = 3;
    await node.send(call.make({ kind: 'session.close', reason: 'terminated' }));
    expect(await node.refusalOf(createFor(call, peers))).toBe('STALE_EPOCH');
    expect(await node.refusalOf(call.make({ kind: 'session.openGate' }))).toBe('NO_SESSION');
    call.epoch = 4;
    expect(await node.refusalOf(createFor(call, peers))).toBe('none');
  });

  it('replaces a session by one of a newer epoch', async () => {
    const node = await startNode();
    const call = new CallCommands();
    const peers = await openPeers('actpass');
    await node.send(createFor(call, peers));
    call.epoch = 2;
    await node.send(createFor(call, peers));
    expect(node.described().load).toBe(1);
    await eventually(() => control.kindsOf(call.callId).includes('session.ended'));
    expect(control.events[0]).toMatchObject({ epoch: 1, data: { reason: 'superseded' } });
  });

  it('shows a session to no other tenant', async () => {
    const node = await startNode();
    const call = new CallCommands();
    await node.send(createFor(call, await openPeers('actpass')));
    const { tenantId } = new CallCommands();
    const foreign = call.make({ kind: 'session.openGate' }, { tenantId });
    expect(await node.refusalOf(foreign)).toBe('NO_SESSION');
    await node.send(call.make({ kind: 'session.close', reason: 'x' }, { tenantId, epoch: 1 }));
    expect(node.described().load).toBe(1);
  });

  it('says what is wrong with an SDP and keeps nothing of the attempt', async () => {
    const node = await startNode();
    const call = new CallCommands();
    const bad = call.make({
      kind: 'session.create',
      meta: { role: 'answer', remoteSdp: 'v=0\r\nm=audio 9 RTP/AVP 0\r\n' },
      tenant: { role: 'offer' },
    });
    await expect(node.send(bad)).rejects.toMatchObject({
      code: 'BAD_SDP',
      detail: expect.stringMatching(/profile/),
    });
    const { pbx } = await openPeers('actpass');
    const elsewhere = pbx.sdp().replaceAll('127.0.0.1', '169.254.169.254');
    const aimed = new CallCommands().make({
      kind: 'session.create',
      meta: { role: 'offer' },
      tenant: { role: 'answer', remoteSdp: elsewhere },
    });
    await expect(node.send(aimed)).rejects.toMatchObject({
      code: 'BAD_SDP',
      detail: expect.stringMatching(/linkLocal/),
    });
    expect(node.described().load).toBe(0);
  });

  it('is full at its capacity, and answers the same create later when there is room', async () => {
    const node = await startNode({ MEDIA_MAX_SESSIONS: '1' });
    const peers = await openPeers('actpass');
    const first = new CallCommands();
    await node.send(createFor(first, peers));
    const second = createFor(new CallCommands(), peers);
    expect(await node.refusalOf(second)).toBe('FULL');
    await node.send(first.make({ kind: 'session.close', reason: 'x' }));
    expect(await node.refusalOf(second)).toBe('none');
  });

  it('lets an uncommitted session die and keeps a committed one', async () => {
    const node = await startNode({ MEDIA_COMMIT_TIMEOUT_MS: '200' });
    const [lost, kept] = [new CallCommands(), new CallCommands()];
    const peers = await openPeers('actpass');
    await node.send(createFor(lost, peers));
    await node.send(createFor(kept, peers));
    await node.send(kept.make({ kind: 'session.commit' }));
    await eventually(() => control.kindsOf(lost.callId).includes('session.ended'));
    expect(control.events[0]?.data).toMatchObject({ reason: 'uncommitted' });
    expect(node.described().load).toBe(1);
  });

  it('lists only committed sessions at contact and ends those that nobody knows', async () => {
    const node = await startNode();
    const [known, unknown, fresh] = [new CallCommands(), new CallCommands(), new CallCommands()];
    const peers = await openPeers('actpass');
    for (const call of [known, unknown, fresh]) await node.send(createFor(call, peers));
    for (const call of [known, unknown]) await node.send(call.make({ kind: 'session.commit' }));
    await eventually(() => control.contacts.at(-1)?.sessions.length === 2);
    control.close = [unknown.callId];
    await eventually(() => node.described().load === 2);
    await eventually(() => control.kindsOf(unknown.callId).includes('session.ended'));
    expect(control.events[0]?.data).toMatchObject({ reason: 'unknown-to-control' });
  });

  it('keeps events while signalling cannot commit them', async () => {
    const node = await startNode();
    control.isCommitting = false;
    const call = new CallCommands();
    const media = await talk(node, call);
    await expectSound(media);
    expect(control.events).toEqual([]);
    control.isCommitting = true;
    await eventually(() => control.kindsOf(call.callId).length === 2);
    expect(control.events.map(({ seq }) => seq)).toEqual([1, 2]);
  });

  it('ends its calls when it was cut off from signalling for too long', async () => {
    const node = await startNode({ MEDIA_HARD_STOP_MS: '500' });
    const call = new CallCommands();
    await expectSound(await talk(node, call));
    await control.shut();
    await eventually(() => node.described().load === 0);
  });

  it('closes within two seconds with a call up, tells its end, and takes no more calls', async () => {
    const node = await startNode();
    const call = new CallCommands();
    const peers = await openPeers('actpass');
    await node.send(createFor(call, peers));
    const startedAt = performance.now();
    await node.shutdown.close();
    expect(performance.now() - startedAt).toBeLessThan(2000);
    expect(control.events.at(-1)).toMatchObject({
      callId: call.callId,
      kind: 'session.ended',
      data: { reason: 'drain' },
    });
    expect(await node.refusalOf(createFor(new CallCommands(), peers))).toBe('UNREACHABLE');
  });
});
