/* global window, document, location, crypto, Option */
'use strict';

/** The popup: step by step to a portfolio, an account and a number, then back to the page. */

const launch = new URLSearchParams(location.search);
/** Codes live 30 seconds; a person may look at the last step for longer. */
const RENEW_MS = 20_000;
const NEW = 'new';
const NONE = 'none';

const state = { offer: null, step: 'PERMISSIONS', sentCode: '', finished: null };

const byId = (id) => document.getElementById(id);

async function ask(path, body) {
  const options =
    body === undefined
      ? {}
      : {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(body),
        };
  const response = await fetch(path, options);
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.error);
  return answer;
}

/** Tells the page's SDK what closing this window would mean now, or that it is over. */
function tell(outcome, isOver) {
  if (window.opener === null) return;
  const origin = launch.get('origin') || '*';
  window.opener.postMessage({ simulatorSignup: launch.get('nonce'), isOver, ...outcome }, origin);
}

/** Closing the last step counts as finished, closing another as given up. */
function outcome() {
  if (state.finished !== null) {
    const { code, message, order } = state.finished;
    return { code, message, order };
  }
  const data = { current_step: state.step };
  const message = JSON.stringify({ data, type: 'WA_EMBEDDED_SIGNUP', event: 'CANCEL' });
  return { code: null, message, order: 'message_first' };
}

function say(problem) {
  byId('problem').textContent = problem;
  byId('problem').hidden = problem === '';
}

function isNewNumber() {
  return hasNumberStep() && byId('number').value === NEW;
}

function hasNumberStep() {
  return state.offer.plan.flow !== 'only_waba';
}

function steps() {
  return [
    'PERMISSIONS',
    'BUSINESS_ACCOUNT_SELECTION',
    'WHATSAPP_BUSINESS_ACCOUNT_SELECTION',
    ...(hasNumberStep() ? ['PHONE_NUMBER_SETUP'] : []),
    ...(isNewNumber() ? ['PHONE_NUMBER_VERIFICATION'] : []),
    'REVIEW',
    'SUCCESS',
  ];
}

function show(step) {
  for (const form of document.forms) form.hidden = form.id !== step;
  const list = steps();
  const at = list.indexOf(step);
  const isLast = step === 'SUCCESS';
  byId('progress').textContent = at < 0 ? '' : `Step ${at + 1} of ${list.length}`;
  byId('back').hidden = (at <= 0 && step !== 'REPORT') || isLast;
  byId('cancel').hidden = isLast;
  byId('report-error').hidden = isLast || step === 'REPORT';
  byId('next').textContent =
    { REVIEW: 'Confirm', SUCCESS: 'Finish', REPORT: 'Send report' }[step] || 'Continue';
  if (step !== 'REPORT') state.step = step;
  state.shown = step;
  tell(outcome(), false);
  document.querySelector(`#${step} h1`).focus();
}

function fill(select, items, extra) {
  const chosen = select.value;
  select.replaceChildren(
    ...items.map(({ id, label }) => new Option(label, id)),
    ...extra.map(([value, label]) => new Option(label, value)),
  );
  if ([...select.options].some(({ value }) => value === chosen)) select.value = chosen;
}

function fillWabas() {
  const business = byId('business').value;
  const items = state.offer.wabas
    .filter((waba) => waba.businessId === business)
    .map(({ id, name }) => ({ id, label: `${name} (${id})` }));
  const isLimited = state.offer.plan.wabaIds.length > 0;
  fill(byId('waba'), items, isLimited ? [] : [[NEW, 'Create a new account']]);
  byId('new-business').hidden = business !== NEW;
  fillNumbers();
}

function fillNumbers() {
  const waba = byId('waba').value;
  const { flow, isNumberOptional } = state.offer.plan;
  const items = state.offer.numbers
    .filter((number) => number.wabaId === waba)
    .map(({ id, name, number }) => ({ id, label: `+${number} ${name}` }));
  const mayHaveNone = isNumberOptional && flow === 'usual';
  fill(byId('number'), items, [
    [NEW, 'Add a new number'],
    ...(mayHaveNone ? [[NONE, 'Continue without a number']] : []),
  ]);
  byId('new-waba').hidden = waba !== NEW;
  showNumberFields();
}

function showNumberFields() {
  byId('new-number').hidden = byId('number').value !== NEW;
}

function digits() {
  return byId('digits').value.replace(/[^\d]/g, '');
}

function describeList(list, rows) {
  list.replaceChildren(
    ...rows.flatMap(([name, value]) => {
      const term = document.createElement('dt');
      const detail = document.createElement('dd');
      term.textContent = name;
      detail.textContent = value;
      return [term, detail];
    }),
  );
}

function chosen(select, typed) {
  return select.value === NEW ? typed : select.selectedOptions[0].textContent;
}

function summarise() {
  const number = byId('number');
  describeList(byId('summary'), [
    ['Portfolio', chosen(byId('business'), byId('business-name').value)],
    ['Account', chosen(byId('waba'), byId('waba-name').value || byId('business-name').value)],
    ...(hasNumberStep() ? [['Number', chosen(number, `+${digits()}`)]] : []),
  ]);
}

/** What is wrong about a step; empty when it is complete. */
const CHECKS = {
  BUSINESS_ACCOUNT_SELECTION: () =>
    byId('business').value === NEW && byId('business-name').value.trim() === ''
      ? 'Enter the name of the business.'
      : '',
  WHATSAPP_BUSINESS_ACCOUNT_SELECTION: () =>
    byId('waba').value === '' ? 'This portfolio has none of the offered accounts.' : '',
  PHONE_NUMBER_SETUP: () =>
    isNewNumber() && (digits().length < 6 || digits().length > 15)
      ? 'Enter the number with its country code.'
      : '',
  PHONE_NUMBER_VERIFICATION: () =>
    byId('unverified').checked || byId('code').value.replace(/\D/g, '') === state.sentCode
      ? ''
      : 'This is not the code that was sent.',
};

function numberChoice() {
  if (!hasNumberStep()) return undefined;
  const { value } = byId('number');
  if (value === NONE) return null;
  if (value !== NEW) return { id: value };
  const verifiedName = byId('display-name').value.trim();
  return {
    number: digits(),
    isVerified: !byId('unverified').checked,
    ...(verifiedName === '' ? {} : { verifiedName }),
  };
}

function choice() {
  const business = byId('business').value;
  const waba = byId('waba').value;
  const name = byId('waba-name').value.trim();
  const created = { currency: byId('currency').value, timeZone: byId('time-zone').value };
  const phoneNumber = numberChoice();
  return {
    app: launch.get('app_id'),
    configId: launch.get('config_id'),
    extras: JSON.parse(launch.get('extras') || '{}'),
    business: business === NEW ? { name: byId('business-name').value.trim() } : { id: business },
    waba: waba === NEW ? { ...created, ...(name === '' ? {} : { name }) } : { id: waba },
    ...(phoneNumber === undefined ? {} : { phoneNumber }),
  };
}

async function confirm() {
  state.finished = await ask('/_sim/signup/finish', choice());
  const { businessId, phoneNumberId, wabaId } = state.finished;
  describeList(byId('ids'), [
    ['Portfolio', businessId],
    ['Account', wabaId],
    ['Number', phoneNumberId || 'none'],
  ]);
  setInterval(async () => {
    const { code } = await ask('/_sim/signup/renew', { code: state.finished.code });
    state.finished.code = code;
    tell(outcome(), false);
  }, RENEW_MS);
}

function sendCode() {
  const [random] = crypto.getRandomValues(new Uint32Array(1));
  state.sentCode = String(random % 1_000_000).padStart(6, '0');
  byId('sent-code').textContent = state.sentCode.replace(/^(...)/, '$1-');
  byId('later').hidden = !state.offer.plan.isNumberOptional;
}

async function report() {
  const errorMessage = byId('report').value.trim();
  if (errorMessage === '') throw new Error('Say what went wrong.');
  const { message } = await ask('/_sim/signup/cancel', { event: 'CANCEL', errorMessage });
  tell({ code: null, message, order: 'message_first' }, true);
  window.close();
}

async function next() {
  if (state.shown === 'REPORT') return report();
  const problem = CHECKS[state.step]?.() ?? '';
  if (problem !== '') throw new Error(problem);
  if (state.step === 'SUCCESS') {
    tell(outcome(), true);
    window.close();
    return undefined;
  }
  if (state.step === 'REVIEW') await confirm();
  const list = steps();
  const following = list[list.indexOf(state.step) + 1];
  if (following === 'PHONE_NUMBER_VERIFICATION') sendCode();
  if (following === 'REVIEW') summarise();
  show(following);
  return undefined;
}

function back() {
  say('');
  if (state.shown === 'REPORT') {
    show(state.step);
    return;
  }
  const list = steps();
  show(list[Math.max(0, list.indexOf(state.step) - 1)]);
}

function cancel() {
  tell(outcome(), true);
  window.close();
}

async function press(button, run) {
  button.disabled = true;
  say('');
  try {
    await run();
  } catch (error) {
    say(error.message);
  } finally {
    button.disabled = false;
  }
}

function listen() {
  for (const form of document.forms) {
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      void press(byId('next'), next);
    });
  }
  byId('next').addEventListener('click', () => press(byId('next'), next));
  byId('back').addEventListener('click', back);
  byId('cancel').addEventListener('click', cancel);
  byId('report-error').addEventListener('click', () => show('REPORT'));
  byId('business').addEventListener('change', fillWabas);
  byId('waba').addEventListener('change', fillNumbers);
  byId('number').addEventListener('change', showNumberFields);
}

function begin(offer) {
  state.offer = offer;
  const { businesses, plan } = offer;
  for (const place of document.querySelectorAll('[data-app]')) place.textContent = offer.appName;
  for (const place of document.querySelectorAll('[data-partner]')) {
    place.textContent = offer.partnerName;
  }
  const solution = plan.solutionId === undefined ? '' : `, solution ${plan.solutionId}`;
  byId('launch').textContent = `Embedded Signup ${plan.version}${solution}`;
  const items = businesses.map(({ id, name }) => ({ id, label: `${name} (${id})` }));
  fill(byId('business'), items, [[NEW, 'Create a new portfolio']]);
  byId('business').value = items.some(({ id }) => id === plan.businessId) ? plan.businessId : NEW;
  byId('business-name').value = plan.businessName ?? '';
  byId('display-name').value = plan.displayName ?? '';
  fillWabas();
  show('PERMISSIONS');
}

async function start() {
  listen();
  try {
    begin(await ask(`/_sim/signup/plan?${launch.toString()}`));
  } catch (error) {
    say(error.message);
    for (const id of ['back', 'next', 'report-error']) byId(id).hidden = true;
  }
}

void start();
