import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { Socket } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { type AddressLookup, EgressGuard, parseCidrs } from '#patchbay/kernel';
import { fanoutConfigSchema } from '../fanout.config.js';
import { answer, type SinkReply, WebhookSink } from '../testing/index.js';
import { EndpointTargets } from './endpoint-targets.js';
import { WebhookSender } from './webhook-sender.js';

const LOOPBACK = parseCidrs('127.0.0.0/8');

let sink: WebhookSink;
let sockets: Set<Socket>;
let senders: WebhookSender[];

/** Answers, and remembers by which connection it was asked. */
const remember =
  (reply: SinkReply): SinkReply =>
  (request, response) => {
    sockets.add(response.socket!);
    reply(request, response);
  };

beforeEach(async () => {
  sink = await WebhookSink.open();
  sockets = new Set();
  senders = [];
  sink.reply = remember(answer(200));
});
afterEach(async () => {
  await Promise.all(senders.map((sender) => sender.onModuleDestroy()));
  await sink.close();
});

function senderOf(lookUp?: AddressLookup): WebhookSender {
  const config = fanoutConfigSchema.parse({});
  const allow = { DANGEROUS_EGRESS_ALLOW: LOOPBACK };
  const targets = new EndpointTargets(new EgressGuard(LOOPBACK, lookUp), allow, config);
  const sender = new WebhookSender(targets, config);
  senders.push(sender);
  return sender;
}

/** A connection is free again a moment after its answer. */
async function sendBy(sender: WebhookSender, owner: string, host?: string) {
  const result = await sender.send(webhook(owner, host));
  await setImmediate();
  return result;
}

function webhook(owner: string, host = '127.0.0.1') {
  const url = new URL(sink.url('/hooks', host));
  return { url, headers: {}, body: '{}', owner, shutdown: new AbortController().signal };
}

describe('the connections of an endpoint', () => {
  it('are used again, though its name is resolved and checked for every attempt', async () => {
    const lookUp = jest.fn<AddressLookup>().mockResolvedValue([{ address: '127.0.0.1' }]);
    const sender = senderOf(lookUp);
    for (let i = 0; i < 3; i += 1) await sendBy(sender, 'ep_1', 'hooks.tenant.test');
    expect(sockets.size).toBe(1);
    expect(lookUp).toHaveBeenCalledTimes(3);
  });

  it('are never used once its name leads to another address, refused or not', async () => {
    const lookUp = jest
      .fn<AddressLookup>()
      .mockResolvedValueOnce([{ address: '127.0.0.1' }])
      .mockResolvedValueOnce([{ address: '10.0.0.1' }])
      .mockResolvedValueOnce([{ address: '127.0.0.9' }])
      .mockResolvedValueOnce([{ address: '127.0.0.1' }]);
    const sender = senderOf(lookUp);
    const send = () => sendBy(sender, 'ep_1', 'hooks.tenant.test');
    expect(await send()).toMatchObject({ outcome: 'DELIVERED' });
    expect(await send()).toMatchObject({ outcome: 'REFUSED', reason: 'ADDRESS_REFUSED' });
    // Nobody listens there, and the connection to the former address is not taken instead.
    expect(await send()).toMatchObject({ reason: 'CONNECTION_REFUSED' });
    expect(await send()).toMatchObject({ outcome: 'DELIVERED' });
    expect(sink.requests).toHaveLength(2);
    expect(sockets.size).toBe(1);
  });

  it('are its own: another endpoint at the same receiver has others', async () => {
    const sender = senderOf();
    for (const owner of ['ep_1', 'ep_2', 'ep_1']) await sendBy(sender, owner);
    expect(sockets.size).toBe(2);
  });

  it('that the receiver closed meanwhile cost no attempt', async () => {
    const sender = senderOf();
    await sendBy(sender, 'ep_1');
    // The next request meets a connection that goes down without a word.
    let isFirst = true;
    sink.reply = (request, response) => {
      if (isFirst) response.socket!.destroy();
      else remember(answer(200))(request, response);
      isFirst = false;
    };
    expect(await sender.send(webhook('ep_1'))).toMatchObject({ outcome: 'DELIVERED' });
    expect(sockets.size).toBe(2);
  });

  it('that are fresh and closed without an answer are a failure, and not tried again', async () => {
    sink.reply = (_request, response) => {
      response.socket!.destroy();
    };
    const sender = senderOf();
    expect(await sender.send(webhook('ep_1'))).toMatchObject({ reason: 'CONNECTION_CLOSED' });
    expect(sink.requests).toHaveLength(1);
  });
});
