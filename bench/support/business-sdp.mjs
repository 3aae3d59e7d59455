import { randomBytes } from 'node:crypto';

/** What both an offer and an answer of a business must have, see Meta's page on integration and media. */
const lines = (setup, mid) => [
  'v=0',
  'o=- 1 1 IN IP4 127.0.0.1',
  's=-',
  't=0 0',
  `a=group:BUNDLE ${mid}`,
  'm=audio 40000 UDP/TLS/RTP/SAVPF 111 126',
  'c=IN IP4 127.0.0.1',
  `a=mid:${mid}`,
  'a=sendrecv',
  'a=rtcp-mux',
  `a=ice-ufrag:${randomBytes(4).toString('hex')}`,
  `a=ice-pwd:${randomBytes(12).toString('hex')}`,
  `a=fingerprint:sha-256 ${randomBytes(32).toString('hex').toUpperCase().match(/../g).join(':')}`,
  `a=setup:${setup}`,
  'a=rtpmap:111 opus/48000/2',
  'a=fmtp:111 minptime=10;useinbandfec=1',
  'a=rtpmap:126 telephone-event/8000',
  'a=candidate:1 1 udp 2130706431 127.0.0.1 40000 typ host',
];

const write = (all) => `${all.join('\r\n')}\r\n`;

/** SDPs that Meta takes and behind which nobody sends or listens, for calls without media. */
export class SilentPeer {
  #sdp;

  offer() {
    this.#sdp ??= write(lines('actpass', '0'));
    return this.#sdp;
  }

  answer(offer) {
    this.#sdp ??= write(lines('active', /a=mid:(\S+)/.exec(offer)?.[1] ?? 'audio'));
    return this.#sdp;
  }

  setAnswer() {}

  async connected() {}

  speak() {}

  hush() {}

  async close() {}
}
