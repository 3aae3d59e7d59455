import { createServer } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { Agent, request } from 'undici';
import { Failure } from '../../scripts/lib/failure.mjs';

const CONNECTIONS = 16;

/** A platform in small: takes Meta's webhooks, answers at once, and acts on them through Graph. */
export class PlatformDriver {
  /** Each webhook's kind with how often it came. */
  received = {};
  #agent = new Agent({ connections: CONNECTIONS });
  #server;
  #calls = new Map();
  /** Webhooks of calls whose `connect` has not been answered yet. */
  #early = new Map();
  #options;
  #simulatorUrl;

  /** `makePeer` gives the media end of a new call, `talkMs` says how long each call talks. */
  constructor({ accessToken, phoneNumberId, makePeer, talkMs }) {
    this.#options = { accessToken, phoneNumberId, makePeer, talkMs };
  }

  async open() {
    this.#server = createServer((incoming, response) => {
      const chunks = [];
      incoming.on('data', (chunk) => chunks.push(chunk));
      incoming.on('end', () => {
        response.end();
        this.#take(JSON.parse(Buffer.concat(chunks).toString()));
      });
    });
    await new Promise((resolve) => {
      this.#server.listen(0, '127.0.0.1', resolve);
    });
    return `http://127.0.0.1:${this.#server.address().port}`;
  }

  use({ simulatorUrl, makePeer, talkMs }) {
    this.#simulatorUrl = simulatorUrl ?? this.#simulatorUrl;
    this.#options = { ...this.#options, ...(makePeer && { makePeer }), ...(talkMs && { talkMs }) };
  }

  async close() {
    for (const { peer } of this.#calls.values()) await peer.close();
    this.#server.closeAllConnections();
    await new Promise((resolve) => {
      this.#server.close(resolve);
    });
    await this.#agent.close();
  }

  /** A user calls; resolves when the call is over. */
  async userCalls(consumer, { hasMedia, doesUserHangUp }) {
    const { phoneNumberId } = this.#options;
    const body = { consumer, phoneNumberId, media: hasMedia };
    const { wacid } = await this.control('POST', '/calls', body);
    const call = this.#callOf(wacid);
    call.doesUserHangUp = doesUserHangUp;
    await call.over;
    return wacid;
  }

  /** The business calls; resolves when the call is over. */
  async businessCalls(consumer) {
    const peer = this.#options.makePeer();
    const session = { sdp_type: 'offer', sdp: await peer.offer() };
    const reply = await this.#graph({ action: 'connect', to: consumer, session });
    const wacid = reply.calls[0].id;
    const call = this.#callOf(wacid, peer);
    await call.over;
    return wacid;
  }

  peerOf(wacid) {
    return this.#calls.get(wacid).peer;
  }

  async control(method, path, body) {
    return this.#ask(method, `${this.#simulatorUrl}/_sim/v1${path}`, body);
  }

  #graph(action) {
    const { accessToken, phoneNumberId } = this.#options;
    const url = `${this.#simulatorUrl}/v26.0/${phoneNumberId}/calls`;
    const body = { messaging_product: 'whatsapp', ...action };
    return this.#ask('POST', url, body, { authorization: `Bearer ${accessToken}` });
  }

  async #ask(method, url, body, headers = {}) {
    const reply = await request(url, {
      method,
      dispatcher: this.#agent,
      headers: { 'content-type': 'application/json', ...headers },
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await reply.body.text();
    if (reply.statusCode < 300) return JSON.parse(text);
    throw new Failure(`${method} ${url} was answered ${reply.statusCode}: ${text}`);
  }

  #take({ entry }) {
    for (const { changes } of entry) {
      for (const { value } of changes) {
        for (const call of value.calls ?? []) this.#receive(call.id, call.event, call);
        for (const status of value.statuses ?? []) this.#receive(status.id, status.status, status);
      }
    }
  }

  #receive(wacid, kind, event) {
    this.received[kind] = (this.received[kind] ?? 0) + 1;
    this.#on(wacid, kind, event);
  }

  #on(wacid, kind, event) {
    const isOurs = event.direction !== 'USER_INITIATED' || kind !== 'connect';
    const call = this.#calls.get(wacid);
    if (call === undefined && isOurs) {
      this.#early.set(wacid, [...(this.#early.get(wacid) ?? []), [kind, event]]);
      return;
    }
    this.#act(call ?? this.#callOf(wacid), kind, event).catch((error) => call?.fail(error));
  }

  #callOf(wacid, peer) {
    const known = this.#calls.get(wacid);
    if (known) return known;
    const call = { wacid, peer: peer ?? this.#options.makePeer(), doesUserHangUp: false };
    call.over = new Promise((resolve, reject) =>
      Object.assign(call, { end: resolve, fail: reject }),
    );
    this.#calls.set(wacid, call);
    for (const [kind, event] of this.#early.get(wacid) ?? []) this.#on(wacid, kind, event);
    this.#early.delete(wacid);
    return call;
  }

  async #act(call, kind, event) {
    if (kind === 'connect' && event.session.sdp_type === 'offer') await this.#answer(call, event);
    else if (kind === 'connect') await call.peer.setAnswer(event.session.sdp);
    else if (kind === 'ACCEPTED') await this.#talk(call);
    else if (kind === 'terminate') {
      await call.peer.close();
      call.end();
    }
  }

  async #answer(call, { session: { sdp: offer } }) {
    const session = { sdp_type: 'answer', sdp: await call.peer.answer(offer) };
    const { wacid } = call;
    await this.#graph({ action: 'pre_accept', call_id: wacid, session });
    await call.peer.connected();
    await this.#graph({ action: 'accept', call_id: wacid, session });
    await this.#talk(call);
  }

  async #talk(call) {
    const { wacid } = call;
    call.peer.speak();
    await delay(this.#options.talkMs);
    call.peer.hush();
    if (call.doesUserHangUp) await this.control('POST', `/calls/${wacid}/hangup`);
    else await this.#graph({ action: 'terminate', call_id: wacid });
  }
}
