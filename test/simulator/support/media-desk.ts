import { eventually } from '#patchbay/kernel/testing';
import { AMINA, NUMBER, request, SimulatorKit } from './simulator-kit.js';
import { SdesBusiness } from './sdes-business.js';
import type { Json } from './webhook-sink.js';

interface CallOptions {
  readonly consumer?: string;
  readonly faults?: object;
}

/** A simulator whose number takes media in the form a test wants, and calls already talking. */
export class MediaDesk {
  readonly #businesses: SdesBusiness[] = [];

  private constructor(readonly kit: SimulatorKit) {}

  static async open(env: Record<string, string> = {}): Promise<MediaDesk> {
    return new MediaDesk(await SimulatorKit.open(env));
  }

  /** Writes calling settings of the number as a business would. */
  async settings(calling: Record<string, unknown>): Promise<void> {
    const url = `${this.kit.simulator.url}/v26.0/${NUMBER}/settings`;
    const headers = { authorization: `Bearer ${this.kit.tokenOf(NUMBER)}` };
    const { body, status } = await request('POST', url, { calling }, headers);
    if (status !== 200) throw new Error(JSON.stringify(body));
  }

  /** Back to DTLS and Opus alone, nothing faulty, nobody talking. */
  async reset(): Promise<void> {
    await this.kit.reset();
    await Promise.all(this.#businesses.splice(0).map((business) => business.close()));
    await this.settings({ srtp_key_exchange_protocol: 'DTLS', audio: { additional_codecs: [] } });
    await this.kit.control('PUT', '/switches', { areFormatsEchoed: true, answerSetup: 'active' });
  }

  async business(): Promise<SdesBusiness> {
    const business = await SdesBusiness.open();
    this.#businesses.push(business);
    return business;
  }

  async sdpOf(wacid: string): Promise<string> {
    const { element } = await eventually(() => this.kit.sink.find(wacid, 'connect'));
    return element.session.sdp;
  }

  accept(wacid: string, sdp: string) {
    const session = { sdp_type: 'answer', sdp };
    return this.kit.graph(NUMBER, { action: 'accept', call_id: wacid, session });
  }

  /** A user's call on a number with keys in the SDP, answered; nothing is sent yet. */
  async sdesCall(formats?: readonly string[], { consumer = AMINA, ...more }: CallOptions = {}) {
    const wacid = await this.kit.userCalls(consumer, NUMBER, more);
    const offer = await this.sdpOf(wacid);
    const business = await this.business();
    business.connect(offer);
    const { body, status } = await this.accept(wacid, business.sdp(formats));
    if (status !== 200) throw new Error(JSON.stringify(body));
    return { business, offer, wacid };
  }

  /** A user's call over ICE and DTLS, answered; `isConnected` is not awaited. */
  async dtlsCall(
    { consumer = AMINA, ...more }: CallOptions = {},
    role: 'client' | 'server' = 'client',
  ) {
    const wacid = await this.kit.userCalls(consumer, NUMBER, more);
    const peer = this.kit.peer();
    const { status } = await this.accept(wacid, await peer.answer(await this.sdpOf(wacid), role));
    if (status !== 200) throw new Error(`accept: ${status}`);
    return { peer, wacid };
  }

  async media(wacid: string): Promise<Json> {
    return (await this.kit.call(wacid)).media;
  }

  get(wacid: string, what: string): Promise<{ status: number; body: Json }> {
    return this.kit.control('GET', `/calls/${wacid}/media/${what}`);
  }

  post(wacid: string, what: string, body: object): Promise<{ status: number; body: Json }> {
    return this.kit.control('POST', `/calls/${wacid}/media/${what}`, body);
  }

  async close(): Promise<void> {
    await this.reset();
    await this.kit.close();
  }
}
