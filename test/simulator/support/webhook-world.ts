import { type JsonReply, request, SimulatorKit } from './simulator-kit.js';
import type { Json } from './webhook-sink.js';

export const WABA = '510000000000001';
export const TWO_APP_WABA = '510000000000002';
export const ALPHA = '770011220033001';
export const BETA = '770011220033002';

/** A simulator with hands for the endpoints and settings of webhooks. */
export class WebhookWorld {
  private constructor(readonly kit: SimulatorKit) {}

  static async open(...args: Parameters<typeof SimulatorKit.open>): Promise<WebhookWorld> {
    return new WebhookWorld(await SimulatorKit.open(...args));
  }

  get sink() {
    return this.kit.sink;
  }

  /** The app's own token. */
  appToken(appId = ALPHA): string {
    const app = this.kit.seed.metaApps.find((known) => known.appId === appId);
    return `${appId}|${app?.appSecret ?? ''}`;
  }

  secretOf(appKey: string): string {
    return this.kit.seed.metaApps.find((app) => app.appKey === appKey)?.appSecret ?? '';
  }

  wabaToken(wabaId = WABA): string {
    return this.kit.seed.wabas.find((waba) => waba.wabaId === wabaId)?.accessToken ?? '';
  }

  graph(method: string, path: string, token: string, body?: Json): Promise<JsonReply> {
    const headers = { authorization: `Bearer ${token}` };
    return request(method, `${this.kit.simulator.url}/v26.0/${path}`, body, headers);
  }

  /** `/{app-id}/subscriptions` with the app's own token. */
  subscriptions(method: string, body?: Json, appId = ALPHA): Promise<JsonReply> {
    return this.graph(method, `${appId}/subscriptions`, this.appToken(appId), body);
  }

  /** `/{waba-id}/subscribed_apps` with the WABA's token. */
  subscribedApps(method: string, body?: Json, wabaId = WABA): Promise<JsonReply> {
    return this.graph(method, `${wabaId}/subscribed_apps`, this.wabaToken(wabaId), body);
  }

  async emit(body: Json): Promise<void> {
    const reply = await this.kit.control('POST', '/webhooks/emit', body);
    if (reply.status !== 202) throw new Error(JSON.stringify(reply));
  }

  /** Something of a field about a number, without a call: its id is the element's. */
  tell(phoneNumberId: string, id: string, field = 'messages'): Promise<void> {
    const metadata = { phone_number_id: phoneNumberId };
    const value = { messaging_product: 'whatsapp', metadata, messages: [{ id, timestamp: '1' }] };
    return this.emit({ field, phoneNumberId, value });
  }

  async switches(body: Json): Promise<void> {
    const reply = await this.kit.control('PUT', '/switches', body);
    if (reply.status !== 200) throw new Error(JSON.stringify(reply));
  }

  async settings(body: Json): Promise<void> {
    const reply = await this.kit.control('PUT', '/webhooks/settings', body);
    if (reply.status !== 200) throw new Error(JSON.stringify(reply));
  }

  async records(query = ''): Promise<Json[]> {
    return (await this.kit.control('GET', `/webhooks${query}`)).body.webhooks;
  }

  async counts(): Promise<Json> {
    return (await this.kit.control('GET', '/webhooks/counts')).body;
  }

  close(): Promise<void> {
    return this.kit.close();
  }
}
