import { eventually } from '#patchbay/kernel/testing';
import { type JsonReply, request, type SimulatorKit } from './simulator-kit.js';
import type { Json } from './webhook-sink.js';

/** WABAs of the seed: Acme's two share a portfolio, and the second has two apps. */
export const ACME_WABA = '510000000000001';
export const TWO_APP_WABA = '510000000000002';

/** One change of a webhook with the entry it stood in. */
export interface Told {
  readonly field: string;
  readonly value: Json;
  readonly entry: Json;
  readonly isWrapped: boolean;
}

/** Business numbers of a simulator, each test its own, and what it does with their settings. */
export class NumberKit {
  readonly #kit: SimulatorKit;
  #numbers = 0;

  constructor(kit: SimulatorKit) {
    this.#kit = kit;
  }

  /** A number that nobody has touched. */
  async add(more: Record<string, unknown> = {}): Promise<string> {
    this.#numbers += 1;
    const phoneNumberId = `42${String(this.#numbers).padStart(13, '0')}`;
    const { body, status } = await this.#kit.control('POST', '/numbers', {
      phoneNumberId,
      displayPhoneNumber: `4477009020${String(this.#numbers).padStart(2, '0')}`,
      wabaId: ACME_WABA,
      ...more,
    });
    if (status !== 201) throw new Error(JSON.stringify(body));
    return phoneNumberId;
  }

  addEnabled(more: Record<string, unknown> = {}): Promise<string> {
    return this.add({ callingEnabled: true, ...more });
  }

  tokenOf(wabaId: string): string {
    return this.#kit.seed.wabas.find((waba) => waba.wabaId === wabaId)?.accessToken ?? '';
  }

  /** `POST /{id}/settings` with the token of Acme's WABA unless told. */
  post(id: string, body: unknown, token = this.tokenOf(ACME_WABA)): Promise<JsonReply> {
    return this.#graph('POST', `${id}/settings`, token, body);
  }

  /** Writes the `calling` settings; must work. */
  async set(id: string, calling: unknown, token?: string): Promise<void> {
    const { body, status } = await this.post(id, { calling }, token);
    if (status !== 200) throw new Error(JSON.stringify(body));
  }

  /** The error a write of `calling` settings is refused with. */
  async refusal(id: string, calling: unknown): Promise<Json> {
    const { body, status } = await this.post(id, { calling });
    return { status, ...body.error, details: body.error?.error_data?.details };
  }

  read(id: string, query = '', token = this.tokenOf(ACME_WABA)): Promise<JsonReply> {
    return this.#graph('GET', `${id}/settings${query}`, token);
  }

  async calling(id: string, query = ''): Promise<Json> {
    return (await this.read(id, query)).body.calling;
  }

  /** What a user sees who tries to call: undefined when the call goes out. */
  async userRefusal(id: string, consumer: string, via = 'chat'): Promise<string | undefined> {
    const asked = { phoneNumberId: id, consumer, via, media: false };
    const { body, status } = await this.#kit.control('POST', '/calls', asked);
    if (status !== 201) return JSON.stringify(body);
    await this.#kit.control('POST', `/calls/${body.wacid}/hangup`);
    return undefined;
  }

  /** The code a business's call is refused with; what the number may not comes before any SDP. */
  async startCode(id: string, to: string, sdp = 'v=0\r\n'): Promise<number | undefined> {
    const session = { sdp_type: 'offer', sdp };
    const token = this.tokenOf(ACME_WABA);
    const { body } = await this.#kit.graph(id, { action: 'connect', to, session }, token);
    return body.error?.code;
  }

  /** The webhooks of a field that came so far. */
  told(field: string): Told[] {
    return this.#kit.sink.received.flatMap(({ raw }) => {
      const body = JSON.parse(raw.toString());
      const isWrapped = Array.isArray(body);
      return (isWrapped ? body[0] : body).entry.flatMap((entry: Json) =>
        entry.changes
          .filter((change: Json) => change.field === field)
          .map((change: Json) => ({ ...change, entry, isWrapped })),
      );
    });
  }

  /** Waits for `account_settings_update` about a number, the newest. */
  async settingsTold(id: string, count = 1): Promise<Told> {
    return eventually(() => {
      const about = this.told('account_settings_update').filter(
        ({ value }) => value.phone_number_settings.phone_number_id === id,
      );
      return about.length >= count ? about.at(-1) : undefined;
    });
  }

  #graph(method: string, path: string, token: string, body?: unknown): Promise<JsonReply> {
    return request(method, `${this.#kit.simulator.url}/v26.0/${path}`, body, {
      authorization: `Bearer ${token}`,
    });
  }
}
