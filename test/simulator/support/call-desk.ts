import { expect } from '@jest/globals';
import { eventually } from '#patchbay/kernel/testing';
import { ANSWER, OFFER } from './business-sdp.js';
import { AMINA, type JsonReply, NUMBER, request, type SimulatorKit } from './simulator-kit.js';
import type { Json, ReceivedWebhook } from './webhook-sink.js';

/** A business and its callers in calls without media, where only signalling counts. */
export class CallDesk {
  constructor(readonly kit: SimulatorKit) {}

  /** The world of the seed, in which users answer at once and carry no media. */
  async fresh(): Promise<void> {
    await this.kit.control('POST', '/reset');
    await this.behave({});
  }

  async behave(behaviour: Record<string, unknown>, consumer = AMINA): Promise<void> {
    const body = { media: false, answerAfterMs: 0, ...behaviour };
    await this.ask('PUT', `/consumers/${consumer}/behaviour`, body);
  }

  /** Control that must succeed. */
  async ask(method: string, path: string, body?: unknown): Promise<Json> {
    const reply = await this.kit.control(method, path, body);
    if (reply.status >= 300) throw new Error(`${path}: ${JSON.stringify(reply.body)}`);
    return reply.body;
  }

  async switch(switches: Record<string, unknown>): Promise<void> {
    await this.ask('PUT', '/switches', switches);
  }

  async advance(ms: number): Promise<void> {
    await this.ask('POST', '/clock/advance', { ms });
  }

  userCalls(more: Record<string, unknown> = {}, consumer = AMINA): Promise<string> {
    return this.kit.userCalls(consumer, NUMBER, { media: false, ...more });
  }

  /** The calls endpoint, for the first number. */
  act(body: Record<string, unknown>): Promise<JsonReply> {
    const { action } = body;
    const isAnswer = action === 'pre_accept' || action === 'accept';
    const session = isAnswer ? { session: { sdp_type: 'answer', sdp: ANSWER } } : {};
    return this.kit.graph(NUMBER, { ...session, ...body });
  }

  connect(over: Record<string, unknown> = {}): Promise<JsonReply> {
    const session = { sdp_type: 'offer', sdp: OFFER };
    return this.kit.graph(NUMBER, { action: 'connect', to: AMINA, session, ...over });
  }

  /** The business calls and is not refused. */
  async place(over: Record<string, unknown> = {}): Promise<string> {
    const { body, status } = await this.connect(over);
    expect({ status, body }).toMatchObject({ status: 200 });
    return body.calls[0].id;
  }

  /** A user's call that was answered. */
  async talk(more: Record<string, unknown> = {}, consumer = AMINA): Promise<string> {
    const wacid = await this.userCalls(more, consumer);
    expect(await this.act({ action: 'accept', call_id: wacid })).toMatchObject({ status: 200 });
    return wacid;
  }

  /** The business's call that was answered. */
  async placeAnswered(over: Record<string, unknown> = {}): Promise<string> {
    const wacid = await this.place(over);
    await this.told(wacid, 'ACCEPTED');
    return wacid;
  }

  told(wacid: string, kind: string): Promise<ReceivedWebhook> {
    return eventually(() => this.kit.sink.find(wacid, kind));
  }

  step(wacid: string, name: string, body: unknown = {}): Promise<Json> {
    return this.ask('POST', `/calls/${wacid}/${name}`, body);
  }

  /** Any Graph request with a number's own token. */
  graph(method: string, path: string, body?: unknown, phoneNumberId = NUMBER): Promise<JsonReply> {
    const authorization = `Bearer ${this.kit.tokenOf(phoneNumberId)}`;
    return request(method, `${this.kit.simulator.url}/v26.0${path}`, body, { authorization });
  }

  /** Writes calling settings. */
  async settings(calling: Record<string, unknown>): Promise<void> {
    const { body, status } = await this.graph('POST', `/${NUMBER}/settings`, { calling });
    expect({ status, body }).toMatchObject({ status: 200 });
  }
}

/** Code, HTTP status and details of a refusal, for comparison. */
export function refusalOf({ body, status }: JsonReply): Json {
  return { status, code: body.error?.code, details: body.error?.error_data?.details };
}
