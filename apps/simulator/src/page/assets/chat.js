import { ask } from './api.js';
import { attempt, byId, make } from './elements.js';

const DECISIONS = [
  ['accept-permanent', 'Always allow'],
  ['accept-temporary', 'Allow for 7 days'],
  ['reject', 'Do not allow'],
];

const ANSWERS = {
  'accept-permanent': 'You always allow calls.',
  'accept-temporary': 'You allow calls for 7 days.',
  reject: 'You do not allow calls.',
};

const PERMISSIONS = {
  permanent: 'This business may call you.',
  temporary: 'This business may call you for some days.',
  no_permission: 'This business may not call you.',
};

/** The chat of a person with one business: messages, requests to decide on, the permission. */
export class Chat {
  #person;
  #number;
  #calls;
  /** What the person wrote, which no inbox holds: by person and business. */
  #written = new Map();

  /** `calls` is given the id of a call that a tap on a button began. */
  constructor(calls) {
    this.#calls = calls;
    byId('write').addEventListener('submit', (event) => {
      event.preventDefault();
      void this.#write(byId('text'));
    });
    byId('allow').addEventListener('click', () => this.#profile('permission-grants'));
    byId('revoke').addEventListener('click', () => this.#profile('permission-revocations'));
  }

  async open(person, number) {
    this.#person = person;
    this.#number = number;
    byId('chat').hidden = number === undefined;
    if (number !== undefined) await this.refresh();
  }

  async refresh() {
    const [person, number] = [this.#person, this.#number];
    if (number === undefined) return;
    const { phoneNumberId } = number;
    const of = `/consumers/${person.waId}`;
    const [{ items }, pair] = await Promise.all([
      ask('GET', `${of}/inbox?phoneNumberId=${phoneNumberId}`),
      ask('GET', `${of}/permissions/${phoneNumberId}`),
    ]);
    if (person !== this.#person || number !== this.#number) return;
    byId('chat-title').textContent = `Chat with ${number.businessName}`;
    byId('permission').textContent = PERMISSIONS[pair.permission.status] ?? pair.permission.status;
    byId('revoke').disabled = pair.permission.status === 'no_permission';
    byId('allow').disabled = pair.permission.status === 'permanent';
    this.#draw(items);
  }

  #draw(items) {
    const mine = this.#written.get(this.#key) ?? [];
    const all = [
      ...items.map((item) => ({ atMs: item.deliveredAtMs, element: () => this.#item(item) })),
      ...mine.map(({ atMs, text }) => ({
        atMs,
        element: () => make('li', { className: 'mine' }, text),
      })),
    ];
    const list = byId('messages');
    list.replaceChildren(...all.sort((a, b) => a.atMs - b.atMs).map(({ element }) => element()));
    if (all.length === 0) list.append(make('li', { className: 'note' }, 'No messages yet.'));
    list.scrollTop = list.scrollHeight;
  }

  #item(item) {
    const isNote = item.wamid === undefined;
    const lines = [item.header, item.text, item.footer].filter(Boolean);
    const what = lines.length > 0 ? lines : [item.templateName ?? item.kind];
    return make(
      'li',
      { className: isNote ? 'note' : '' },
      ...what.map((line) => make('p', {}, line)),
      ...this.#request(item),
      ...this.#button(item),
    );
  }

  #request({ request, wamid }) {
    if (!request) return [];
    const state = request.expired
      ? `This request can no longer be answered: ${request.expired}.`
      : (ANSWERS[request.answer] ?? 'May this business call you?');
    const decide = (answer) => () => this.#act('permission-answers', { answer, wamid });
    const buttons = DECISIONS.map(([answer, text]) =>
      make(
        'button',
        {
          type: 'button',
          disabled: Boolean(request.expired) || request.answer === answer,
          on: { click: decide(answer) },
        },
        text,
      ),
    );
    return [
      make('p', { className: 'hint' }, state),
      make('div', { className: 'group', role: 'group', ariaLabel: 'Your decision' }, ...buttons),
    ];
  }

  #button({ button, wamid }) {
    if (!button) return [];
    const click = () =>
      attempt(async () => {
        const path = `/consumers/${this.#person.waId}/button-taps`;
        this.#calls((await ask('POST', path, { wamid })).wacid);
      });
    const properties = { type: 'button', disabled: !button.isWorking, on: { click } };
    return [make('div', { className: 'group' }, make('button', properties, button.displayText))];
  }

  async #write(input) {
    const text = input.value.trim();
    if (text === '') return;
    const { phoneNumberId } = this.#number;
    await this.#act('messages', { phoneNumberId, text });
    const { nowMs } = await ask('GET', '/clock');
    const written = this.#written.get(this.#key) ?? [];
    this.#written.set(this.#key, [...written, { text, atMs: nowMs }]);
    input.value = '';
    await this.refresh();
  }

  #profile(step) {
    return this.#act(step, { phoneNumberId: this.#number.phoneNumberId });
  }

  #act(step, body) {
    return attempt(async () => {
      await ask('POST', `/consumers/${this.#person.waId}/${step}`, body);
      await this.refresh();
    });
  }

  get #key() {
    return `${this.#person.waId} ${this.#number.phoneNumberId}`;
  }
}
