/* global requestAnimationFrame */
import { ask } from './api.js';
import { attempt, byId, make, plus } from './elements.js';
import { Voice } from './voice.js';

const KEYS = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '*', '0', '#'];
/** How long the end of a call stays to be read. */
const END_SHOWN_MS = 4000;

const STATES = {
  CALLING: 'Calling …',
  PRE_ACCEPTED: 'Ringing …',
  CONNECTING: 'Somebody is calling …',
  RINGING: 'is calling you',
  ANSWERED: 'Connecting …',
  ACCEPTED: 'In a call',
};

const ENDS = {
  consumer: 'You ended the call.',
  business: 'The business ended the call.',
  time: 'Nobody answered.',
  media: 'The call ended: there was no sound.',
};

function step(name, body) {
  return (wacid) => ask('POST', `/calls/${encodeURIComponent(wacid)}/${name}`, body);
}

/** The call of the person who is played, with its buttons and its sound. */
export class CallPanel {
  #call;
  #voice;
  #connectedAt;
  #isMuted = false;
  #pressed = '';
  #onChange;

  /** `onChange` is told when there is another call, or none. */
  constructor(onChange) {
    this.#onChange = onChange;
    byId('answer').addEventListener('click', () => this.#answer());
    byId('decline').addEventListener('click', () => this.#do(step('reject')));
    byId('hang-up').addEventListener('click', () => this.#do(step('hangup')));
    byId('mute').addEventListener('click', () => this.#setMuted(!this.#isMuted));
    byId('keys').append(
      ...KEYS.map((key) =>
        make(
          'button',
          { type: 'button', ariaLabel: `Key ${key}`, on: { click: () => this.#press(key) } },
          key,
        ),
      ),
    );
    this.#draw();
  }

  get wacid() {
    return this.#call?.wacid;
  }

  get isLive() {
    return this.#call !== undefined && this.#call.state !== 'ENDED';
  }

  /** Calls a business. */
  async place(consumer, phoneNumberId) {
    await attempt(async () => {
      this.join((await ask('POST', '/calls', { consumer, phoneNumberId })).wacid);
    });
  }

  /** Takes part in a call with ear and mouth. */
  join(wacid) {
    this.#startVoice(wacid);
  }

  /** Something about a call of this person. */
  show(call) {
    const isOther = this.#call?.wacid !== call.wacid;
    if (isOther && (this.isLive || call.state === 'ENDED')) return;
    if (isOther) this.#begin(call);
    this.#call = call;
    if (call.state === 'ACCEPTED') this.#connectedAt ??= performance.now();
    if (call.state === 'ENDED') this.#end();
    this.#draw();
  }

  /** Another person is played. */
  clear() {
    this.#voice?.close();
    this.#voice = undefined;
    this.#call = undefined;
    this.#draw();
    this.#onChange();
  }

  #begin(call) {
    this.#connectedAt = undefined;
    this.#setMuted(false);
    byId('call-voice').textContent = '';
    byId('pressed').textContent = '';
    this.#pressed = '';
    this.#call = call;
    this.#onChange();
    if (call.direction !== 'USER_INITIATED') byId('answer').focus();
  }

  #end() {
    byId('call-voice').textContent = '';
    this.#voice?.close();
    this.#voice = undefined;
    const { wacid } = this.#call;
    setTimeout(() => {
      if (this.#call?.wacid === wacid) this.clear();
    }, END_SHOWN_MS);
  }

  async #answer() {
    const { wacid } = this.#call;
    this.#startVoice(wacid);
    await this.#do(step('answer'));
  }

  #startVoice(wacid) {
    this.#voice?.close();
    const voice = new Voice();
    this.#voice = voice;
    const say = (text) => {
      if (this.#voice === voice) byId('call-voice').textContent = text;
    };
    voice.join(wacid, say).catch((error) => say(`No sound: ${error.message}`));
    this.#watchLevels(voice);
  }

  #watchLevels(voice) {
    const [heard = 0, said = 0] = voice.levels;
    byId('level-heard').value = heard;
    byId('level-said').value = this.#isMuted ? 0 : said;
    const seconds = Math.floor((performance.now() - (this.#connectedAt ?? 0)) / 1000);
    byId('call-time').textContent =
      `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
    if (this.#voice === voice) requestAnimationFrame(() => this.#watchLevels(voice));
  }

  #setMuted(isMuted) {
    this.#isMuted = isMuted;
    if (this.#voice) this.#voice.isMuted = isMuted;
    byId('mute').ariaPressed = String(isMuted);
    byId('mute').textContent = isMuted ? 'Muted' : 'Mute';
  }

  #press(key) {
    void this.#do(async (wacid) => {
      await step('digits', { digits: key })(wacid);
      this.#pressed += key;
      byId('pressed').textContent = `Pressed ${this.#pressed}`;
    });
  }

  #do(work) {
    return attempt(() => work(this.#call.wacid));
  }

  #draw() {
    const call = this.#call;
    const panel = byId('call');
    panel.hidden = call === undefined;
    if (call === undefined) return;
    const isRinging = call.direction !== 'USER_INITIATED' && call.state === 'RINGING';
    const isTalking = call.state === 'ACCEPTED';
    panel.classList.toggle('ringing', isRinging);
    byId('call-who').textContent = `${call.businessName} ${plus(call.displayPhoneNumber)}`;
    byId('call-state').textContent =
      call.state === 'ENDED' ? (ENDS[call.end?.by] ?? 'The call has ended.') : STATES[call.state];
    byId('answer').hidden = !isRinging;
    byId('decline').hidden = !isRinging;
    byId('mute').hidden = !isTalking;
    byId('hang-up').hidden = isRinging || call.state === 'ENDED' || call.state === 'CONNECTING';
    byId('keys').hidden = !isTalking;
    byId('levels').hidden = !isTalking;
    byId('call-time').hidden = !isTalking;
  }
}
