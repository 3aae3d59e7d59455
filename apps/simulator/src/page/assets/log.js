import { ask } from './api.js';
import { attempt, byId, make, plus } from './elements.js';

const KEPT = 300;

const STATES = {
  CALLING: 'calls',
  PRE_ACCEPTED: 'call is prepared',
  CONNECTING: 'is being called',
  RINGING: 'phone rings',
  ANSWERED: 'answers',
  ACCEPTED: 'call is connected',
  ENDED: 'call has ended',
};

/** Per kind of event: what it is about, in one line, and how it went. */
const READERS = {
  call: (data) => ({
    key: `${data.wacid} ${data.state}`,
    what: `${data.consumer.name}: ${STATES[data.state] ?? data.state}, ${plus(data.displayPhoneNumber)}`,
    result: data.end?.errorCode ?? '',
    isFailed: data.end?.status === 'FAILED',
  }),
  graph: (data) => ({
    key: `${data.receivedMs} ${data.path}`,
    what: `${data.method} ${data.path.replace(/^\/v[\d.]+\//, '')}${data.action ? ` · ${data.action}` : ''}`,
    result: data.code === null ? (data.status ?? '…') : `${data.status} · ${data.code}`,
    isFailed: data.status >= 400,
  }),
  webhook: (data) => ({
    key: data.id,
    what: `${data.kind} → ${data.appKey}${data.attempts > 1 ? `, attempt ${data.attempts}` : ''}`,
    result: data.lastStatus ?? (data.attempts > 0 ? 'no answer' : '…'),
    isFailed: data.attempts > 0 && data.lastStatus !== 200,
  }),
  message: (data) => ({
    key: data.wamid ?? `${data.kind} ${data.atMs}`,
    what: `to ${data.consumer.name}: ${data.text ?? data.kind}`,
    result: data.readAtMs ? 'read' : data.deliveredAtMs ? 'delivered' : '',
    isFailed: false,
  }),
};

/** What is sent and asked, the newest first; an entry changes in its place. */
export class Log {
  #entries = new Map();
  #wacid;
  #isOfCallOnly = false;

  constructor() {
    byId('clear').addEventListener('click', () => this.#clear());
    byId('only-call').addEventListener('change', ({ target }) => {
      this.#isOfCallOnly = target.checked;
      this.#filter();
    });
  }

  /** The call that "this call only" means; the last one stays when it has ended. */
  set wacid(wacid) {
    if (wacid === undefined) return;
    this.#wacid = wacid;
    this.#filter();
  }

  add(name, data) {
    const { key, ...text } = READERS[name](data);
    const id = `${name} ${key}`;
    const entry = this.#entries.get(id) ?? this.#insert(id, name);
    entry.wacid = data.wacid;
    entry.webhook = name === 'webhook' ? data.id : undefined;
    entry.what.textContent = text.what;
    entry.result.textContent = text.result;
    entry.result.classList.toggle('failed', text.isFailed);
    entry.body.textContent = JSON.stringify(data, null, 2);
    this.#filterOne(entry);
  }

  #insert(id, name) {
    const at = new Date();
    const [what, result, body] = [
      make('span', { className: 'what' }),
      make('span', { className: 'result' }),
      make('pre', { tabIndex: 0 }),
    ];
    const summary = make(
      'summary',
      {},
      make('time', { dateTime: at.toISOString() }, at.toLocaleTimeString([], { hour12: false })),
      make('span', { className: `kind ${name}` }, name),
      what,
      result,
    );
    const details = make('details', {}, summary, body);
    const item = make('li', {}, details);
    const entry = { item, what, result, body };
    details.addEventListener('toggle', () => details.open && showBody(entry));
    this.#entries.set(id, entry);
    byId('log').prepend(item);
    byId('nothing').hidden = true;
    this.#forgetOldest();
    return entry;
  }

  #forgetOldest() {
    if (this.#entries.size <= KEPT) return;
    const [[id, { item }]] = this.#entries;
    item.remove();
    this.#entries.delete(id);
  }

  #clear() {
    this.#entries.clear();
    byId('log').replaceChildren();
    byId('nothing').hidden = false;
  }

  #filter() {
    for (const entry of this.#entries.values()) this.#filterOne(entry);
  }

  #filterOne(entry) {
    entry.item.hidden = this.#isOfCallOnly && entry.wacid !== this.#wacid;
  }
}

/** The events carry no bodies; that of a webhook is asked for when somebody wants to see it. */
function showBody(entry) {
  if (entry.webhook === undefined || entry.hasBody) return;
  void attempt(async () => {
    const body = await ask('GET', `/webhooks/${entry.webhook}/body`);
    entry.hasBody = true;
    entry.body.textContent = `${entry.body.textContent}\n\n${JSON.stringify(body, null, 2)}`;
  });
}
