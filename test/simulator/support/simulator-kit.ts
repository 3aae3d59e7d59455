import { createLogger, SystemClock } from '#patchbay/kernel';
import { simulatorConfigSchema } from '../../../apps/simulator/src/config.js';
import { readSeed, type Seed } from '../../../apps/simulator/src/seed-file.js';
import { Simulator } from '../../../apps/simulator/src/simulator.js';
import { BusinessPeer } from './business-peer.js';
import { type Json, WebhookSink } from './webhook-sink.js';

export interface JsonReply {
  readonly status: number;
  readonly body: Json;
}

/** Sends JSON and reads JSON. */
export async function request(
  method: string,
  url: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<JsonReply> {
  const response = await fetch(url, {
    method,
    headers: { 'content-type': 'application/json', ...headers },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: await response.json() };
}

/** A running simulator, a sink for its webhooks, and hands to work both. */
export class SimulatorKit {
  readonly clock = new SystemClock();
  readonly peers: BusinessPeer[] = [];
  sink!: WebhookSink;
  simulator!: Simulator;

  private constructor(readonly seed: Seed) {}

  static async open(
    env: Record<string, string> = {},
    seed: Seed = readSeed('seed/two-tenants.json'),
  ): Promise<SimulatorKit> {
    const kit = new SimulatorKit(seed);
    kit.sink = await WebhookSink.open();
    kit.simulator = await Simulator.open({
      config: simulatorConfigSchema.parse({ WEBHOOK_BASE_URL: kit.sink.url, ...env }),
      seed: kit.seed,
      clock: kit.clock,
      logger: createLogger({ name: 'simulator', level: 'silent' }),
      host: '127.0.0.1',
      port: 0,
    });
    return kit;
  }

  /** Between two tests: no faults, no moved clock, no peers. */
  async reset(): Promise<void> {
    this.clock.setOffset(0);
    await this.control('DELETE', '/faults');
    await Promise.all(this.peers.splice(0).map((peer) => peer.close()));
    for (const call of (await this.control('GET', '/calls')).body.calls) {
      if (call.state !== 'ENDED') {
        await this.graph(call.phoneNumberId, { action: 'terminate', call_id: call.wacid });
      }
    }
  }

  async close(): Promise<void> {
    await this.reset();
    await this.simulator.close();
    await this.sink.close();
  }

  peer(options = {}): BusinessPeer {
    const peer = new BusinessPeer(options);
    this.peers.push(peer);
    return peer;
  }

  control(method: string, path: string, body?: unknown): Promise<JsonReply> {
    return request(method, `${this.simulator.url}/_sim/v1${path}`, body);
  }

  async call(wacid: string): Promise<Json> {
    return (await this.control('GET', `/calls/${wacid}`)).body;
  }

  tokenOf(phoneNumberId: string): string {
    const number = this.seed.phoneNumbers.find((n) => n.phoneNumberId === phoneNumberId);
    return this.seed.wabas.find((waba) => waba.wabaId === number?.wabaId)?.accessToken ?? '';
  }

  graph(
    phoneNumberId: string,
    body: Record<string, unknown>,
    token = this.tokenOf(phoneNumberId),
  ): Promise<JsonReply> {
    return request(
      'POST',
      `${this.simulator.url}/v26.0/${phoneNumberId}/calls`,
      { messaging_product: 'whatsapp', ...body },
      { authorization: `Bearer ${token}` },
    );
  }

  /** A user calls; gives the wacid and Meta's offer once the webhook has come. */
  async userCalls(consumer: string, phoneNumberId: string, more = {}): Promise<string> {
    const { body, status } = await this.control('POST', '/calls', {
      consumer,
      phoneNumberId,
      ...more,
    });
    if (status !== 201) throw new Error(JSON.stringify(body));
    return body.wacid;
  }
}

export const NUMBER = '410000000000001';
export const DISABLED_NUMBER = '410000000000002';
export const TWO_APP_NUMBER = '410000000000003';
export const GLOBEX_NUMBER = '410000000000004';
export const AMINA = '254700000101';
export const BRIAN = '256700000102';
export const COMFORT = '233200000103';
