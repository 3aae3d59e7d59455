import { ask } from './api.js';
import { attempt, byId, make, plus } from './elements.js';

/** A person who waits for the one at this page, and one who answers by themselves. */
const BY_HAND = { onRing: 'ignore', onPermissionRequest: 'ignore' };
const BY_THEMSELVES = {};

/** Which person is played. While they are, nothing is answered in their place. */
export class PersonChoice {
  #people = [];
  #person;
  #onChoice;

  constructor(onChoice) {
    this.#onChoice = onChoice;
    byId('person').addEventListener('change', ({ target }) => this.choose(target.value));
    byId('by-hand').addEventListener('change', () => this.#behave(this.#person));
    const dialog = byId('person-dialog');
    byId('new-person').addEventListener('click', () => dialog.showModal());
    byId('person-cancel').addEventListener('click', () => dialog.close());
    byId('person-form').addEventListener('submit', (event) => {
      event.preventDefault();
      void this.#create(event.target, dialog);
    });
    // Whoever leaves the page leaves the phone.
    globalThis.addEventListener('pagehide', () => this.#leave());
  }

  get person() {
    return this.#person;
  }

  async load() {
    this.#people = (await ask('GET', '/consumers')).consumers;
    byId('person').replaceChildren(
      ...this.#people.map(({ name, waId }) =>
        make('option', { value: waId }, `${name} ${plus(waId)}`),
      ),
    );
    const known = this.#people.find(({ waId }) => waId === this.#person?.waId);
    await this.choose((known ?? this.#people[0])?.waId);
  }

  async choose(waId) {
    const last = this.#person;
    this.#person = this.#people.find((person) => person.waId === waId);
    if (this.#person === undefined) return;
    byId('person').value = waId;
    await attempt(async () => {
      if (last !== undefined && last.waId !== waId) await this.#set(last, BY_THEMSELVES);
      await this.#behave(this.#person);
      await this.#onChoice(this.#person);
    });
  }

  #behave(person) {
    return attempt(() => this.#set(person, byId('by-hand').checked ? BY_HAND : BY_THEMSELVES));
  }

  #set({ waId }, behaviour) {
    return ask('PUT', `/consumers/${waId}/behaviour`, behaviour);
  }

  #leave() {
    if (this.#person === undefined) return;
    void fetch(`/_sim/v1/consumers/${this.#person.waId}/behaviour`, {
      method: 'PUT',
      body: JSON.stringify(BY_THEMSELVES),
      keepalive: true,
    });
  }

  async #create(form, dialog) {
    const name = form.elements.namedItem('name').value.trim();
    const waId = form.elements.namedItem('waId').value.replaceAll(/\D/g, '');
    try {
      await ask('PUT', `/consumers/${waId}`, { name, userId: `XX.${waId}` });
      form.reset();
      byId('person-problem').textContent = '';
      dialog.close();
      await this.load();
      await this.choose(waId);
    } catch (error) {
      byId('person-problem').textContent = error.message;
    }
  }
}
