import { eventually } from '#patchbay/kernel/testing';
import { ACME_WABA, NumberKit } from './number-kit.js';
import { type JsonReply, request, SimulatorKit } from './simulator-kit.js';
import type { Json, ReceivedWebhook } from './webhook-sink.js';

export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;

export interface Person {
  readonly waId: string;
  readonly userId: string;
}

/** Users and numbers, each test its own, and what they write to one another. */
export class ChatKit {
  readonly numbers: NumberKit;
  #people = 0;

  constructor(readonly kit: SimulatorKit) {
    this.numbers = new NumberKit(kit);
  }

  static async open(): Promise<ChatKit> {
    return new ChatKit(await SimulatorKit.open());
  }

  /** Somebody whom no business knows. */
  async person(more: Record<string, unknown> = {}): Promise<Person> {
    this.#people += 1;
    const n = String(this.#people).padStart(3, '0');
    const person = { waId: `254711000${n}`, userId: `KE.7110000000${n}` };
    await this.control('PUT', `/consumers/${person.waId}`, {
      userId: person.userId,
      name: `Person ${n}`,
      ...more,
    });
    return person;
  }

  /** Somebody who has just written to the number: the customer service window is open. */
  async acquaintance(number: string, more: Record<string, unknown> = {}): Promise<Person> {
    const person = await this.person(more);
    await this.control('POST', `/consumers/${person.waId}/messages`, { phoneNumberId: number });
    return person;
  }

  /** Control that must work; gives the body. */
  async control(method: string, path: string, body?: unknown): Promise<Json> {
    const reply = await this.kit.control(method, path, body);
    if (reply.status >= 400) throw new Error(JSON.stringify(reply));
    return reply.body;
  }

  /** Behaviour that must be all told. */
  behave({ waId }: Person, behaviour: Record<string, unknown>): Promise<Json> {
    return this.control('PUT', `/consumers/${waId}/behaviour`, behaviour);
  }

  switches(some: Record<string, unknown>): Promise<Json> {
    return this.control('PUT', '/switches', some);
  }

  /** A Graph request with the token of Acme's WABA unless told. */
  graph(
    method: string,
    path: string,
    body?: unknown,
    token = this.numbers.tokenOf(ACME_WABA),
  ): Promise<JsonReply> {
    return request(method, `${this.kit.simulator.url}/v26.0/${path}`, body, {
      authorization: `Bearer ${token}`,
    });
  }

  send(number: string, body: Record<string, unknown>): Promise<JsonReply> {
    return this.graph('POST', `${number}/messages`, { messaging_product: 'whatsapp', ...body });
  }

  /** A free-form call permission request. */
  ask(number: string, { waId }: Person, more: Record<string, unknown> = {}): Promise<JsonReply> {
    const interactive = {
      type: 'call_permission_request',
      action: { name: 'call_permission_request' },
      body: { text: 'May we call you?' },
      ...more,
    };
    return this.send(number, { to: waId, type: 'interactive', interactive });
  }

  /** A request that was taken and has arrived; gives its wamid. */
  async asked(number: string, person: Person): Promise<string> {
    const { body } = await this.ask(number, person);
    return this.delivered(wamidOf(body));
  }

  async delivered(wamid: string): Promise<string> {
    await eventually(
      async () => (await this.control('GET', `/messages/${wamid}`)).deliveredAtMs !== null,
    );
    return wamid;
  }

  answer({ waId }: Person, answer: string, wamid?: string): Promise<Json> {
    return this.control('POST', `/consumers/${waId}/permission-answers`, { answer, wamid });
  }

  /** What Meta keeps of the two. */
  pair(number: string, { waId }: Person): Promise<Json> {
    return this.control('GET', `/consumers/${waId}/permissions/${number}`);
  }

  use(number: string, { waId }: Person, usage: Record<string, number>): Promise<Json> {
    return this.control('POST', `/consumers/${waId}/permission-usage`, {
      phoneNumberId: number,
      ...usage,
    });
  }

  permissions(number: string, { waId }: Person): Promise<JsonReply> {
    return this.graph('GET', `${number}/call_permissions?user_wa_id=${waId}`);
  }

  async inbox({ waId }: Person): Promise<Json[]> {
    return (await this.control('GET', `/consumers/${waId}/inbox`)).items;
  }

  /** Webhooks of the field `messages` about a user, the oldest first. */
  told({ userId }: Person): ReceivedWebhook[] {
    return this.kit.sink
      .ofField('messages')
      .filter(({ element }) => [element.from_user_id, element.recipient_user_id].includes(userId));
  }

  replies(person: Person): ReceivedWebhook[] {
    return this.told(person).filter(
      ({ element }) => element.interactive?.type === 'call_permission_reply',
    );
  }

  /** The newest permission reply, once there are so many. */
  reply(person: Person, count = 1): Promise<ReceivedWebhook> {
    return eventually(() => {
      const replies = this.replies(person);
      return replies.length >= count ? replies.at(-1) : undefined;
    });
  }

  /** Waits for a status of a message. */
  status(wamid: string, status: string): Promise<ReceivedWebhook> {
    return eventually(() => this.kit.sink.find(wamid, status));
  }

  /** A user calls and gives up; gives the wacid. */
  async userRingsBriefly(number: string, { waId }: Person, more = {}): Promise<string> {
    const wacid = await this.kit.userCalls(waId, number, { media: false, ...more });
    await this.control('POST', `/calls/${wacid}/hangup`);
    return wacid;
  }

  connect(number: string, { waId }: Person, sdp: string): Promise<JsonReply> {
    return this.graph('POST', `${number}/calls`, {
      messaging_product: 'whatsapp',
      action: 'connect',
      to: waId,
      session: { sdp_type: 'offer', sdp },
    });
  }

  /** The business calls and the user rejects. */
  async rejected(number: string, person: Person, sdp: string): Promise<void> {
    const { body } = await this.connect(number, person, sdp);
    const wacid = body.calls[0].id;
    await eventually(() => this.kit.sink.find(wacid, 'terminate'));
  }

  async reset(): Promise<void> {
    await this.kit.reset();
  }

  close(): Promise<void> {
    return this.kit.close();
  }
}

export function wamidOf(body: Json): string {
  if (body.messages === undefined) throw new Error(JSON.stringify(body));
  return body.messages[0].id;
}
