/* global document */
import { ask } from './api.js';
import { byId, make, plus } from './elements.js';

/** The businesses as one person sees them: with a call button or without. */
export class Businesses {
  #person;
  #chosen;
  #numbers = [];
  #on;

  /** `on.open` and `on.call` are given a number. */
  constructor(on) {
    this.#on = on;
  }

  nameOf(phoneNumberId) {
    return this.#numbers.find((n) => n.phoneNumberId === phoneNumberId)?.businessName ?? '';
  }

  digitsOf(phoneNumberId) {
    return this.#numbers.find((n) => n.phoneNumberId === phoneNumberId)?.displayPhoneNumber ?? '';
  }

  async show(person) {
    this.#person = person;
    await this.refresh();
    const chosen = this.#numbers.find((n) => n.phoneNumberId === this.#chosen);
    this.#open(chosen ?? this.#numbers[0]);
  }

  async refresh() {
    if (this.#person === undefined) return;
    const { numbers } = await ask('GET', `/numbers?consumer=${this.#person.waId}`);
    this.#numbers = numbers;
    this.#draw();
  }

  #open(number) {
    this.#chosen = number?.phoneNumberId;
    this.#draw();
    this.#on.open(number);
  }

  #draw() {
    // Whoever uses the keyboard stays where they were.
    const focused = document.activeElement?.dataset.key;
    byId('businesses').replaceChildren(...this.#numbers.map((number) => this.#item(number)));
    document.querySelector(`[data-key="${focused}"]`)?.focus();
  }

  #item(number) {
    const { businessName, callButton, displayPhoneNumber, phoneNumberId } = number;
    const isChosen = phoneNumberId === this.#chosen;
    const open = make(
      'button',
      {
        type: 'button',
        className: 'open',
        data: { key: `open ${phoneNumberId}` },
        on: { click: () => this.#open(number) },
      },
      make('strong', {}, businessName),
      make('small', {}, plus(displayPhoneNumber)),
    );
    if (isChosen) open.setAttribute('aria-current', 'true');
    const call = make(
      'button',
      {
        type: 'button',
        className: 'good',
        ariaLabel: `Call ${businessName}, ${plus(displayPhoneNumber)}`,
        data: { key: `call ${phoneNumberId}`, call: phoneNumberId },
        on: { click: () => this.#on.call(number) },
      },
      'Call',
    );
    const why = make('p', { className: 'why' }, callButton.refusal ?? '');
    return make(
      'li',
      { className: isChosen ? 'business chosen' : 'business' },
      open,
      callButton.isShown ? call : make('span', { className: 'hint' }, 'no call button'),
      ...(callButton.refusal === null ? [] : [why]),
    );
  }
}
