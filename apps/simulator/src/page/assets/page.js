/* global document */
import { ask, follow } from './api.js';
import { Businesses } from './businesses.js';
import { CallPanel } from './call.js';
import { Chat } from './chat.js';
import { attempt, byId, make } from './elements.js';
import { Log } from './log.js';
import { PersonChoice } from './person.js';

/** What a burst of events leads to is asked for once. */
const REFRESH_AFTER_MS = 250;

const log = new Log();
const panel = new CallPanel(() => (log.wacid = panel.wacid));
const chat = new Chat((wacid) => panel.join(wacid));
const businesses = new Businesses({
  open: (number) => attempt(() => chat.open(choice.person, number)),
  call: ({ phoneNumberId }) => panel.place(choice.person.waId, phoneNumberId),
});
const choice = new PersonChoice(async (person) => {
  panel.clear();
  await businesses.show(person);
  const { calls } = await ask('GET', '/calls');
  const live = calls.find((call) => call.state !== 'ENDED' && call.consumer.waId === person.waId);
  if (live !== undefined) showCall(live);
});

function showCall(call) {
  const { displayPhoneNumber, phoneNumberId } = call;
  panel.show({
    ...call,
    businessName: businesses.nameOf(phoneNumberId),
    displayPhoneNumber: displayPhoneNumber ?? businesses.digitsOf(phoneNumberId),
  });
}

let refreshing;
function refreshSoon() {
  clearTimeout(refreshing);
  refreshing = setTimeout(() => {
    if (choice.person === undefined) return;
    void attempt(() => Promise.all([businesses.refresh(), chat.refresh()]));
  }, REFRESH_AFTER_MS);
}

function happened(name, data) {
  log.add(name, data);
  if (name === 'call' && data.consumer.waId === choice.person?.waId) showCall(data);
  if (name !== 'call' || data.state === 'ENDED') refreshSoon();
}

/** Said by the simulator when this page has (again) its ear: what was missed is asked for. */
async function connected() {
  byId('connection').hidden = true;
  await attempt(async () => {
    await Promise.all([showClock(), showProfiles()]);
    await choice.load();
  });
}

let clockAhead = 0;
async function showClock(asked = ask('GET', '/clock')) {
  const { nowMs } = await asked;
  clockAhead = nowMs - Date.now();
  tick();
  refreshSoon();
}

function tick() {
  const now = new Date(Date.now() + clockAhead);
  byId('clock').textContent = now.toLocaleString([], { dateStyle: 'medium', timeStyle: 'medium' });
}

async function showProfiles() {
  const [{ profiles }, { rules }] = await Promise.all([
    ask('GET', '/fault-profiles'),
    ask('GET', '/faults/rules'),
  ]);
  const select = byId('profile');
  select.replaceChildren(
    make('option', { value: '' }, 'none'),
    ...profiles.map(({ description, name }) =>
      make('option', { value: name, title: description }, name),
    ),
  );
  select.value = rules.findLast(({ profile }) => profile)?.profile ?? '';
  select.title = select.selectedOptions[0]?.title ?? '';
}

byId('profile').addEventListener('change', ({ target }) =>
  attempt(async () => {
    await ask('DELETE', '/faults');
    if (target.value !== '') await ask('POST', '/faults/rules', { profile: target.value });
    target.title = target.selectedOptions[0]?.title ?? '';
  }),
);
for (const button of document.querySelectorAll('[data-advance]')) {
  const ms = Number(button.dataset.advance);
  button.addEventListener('click', () =>
    attempt(() => showClock(ask('POST', '/clock/advance', { ms }))),
  );
}
byId('clock-now').addEventListener('click', () =>
  attempt(() => showClock(ask('PUT', '/clock', { offsetMs: 0 }))),
);

setInterval(tick, 1000);
follow(['call', 'graph', 'webhook', 'message'], happened, (isConnected) => {
  if (isConnected) void connected();
  else byId('connection').hidden = false;
});
