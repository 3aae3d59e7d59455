import { randomBytes } from 'node:crypto';
import { isIP } from 'node:net';
import { hostCandidateLine } from './candidates.js';
import { codecLines, type Codecs, formats } from './codecs.js';
import { type CryptoAttribute, cryptoLine } from './crypto-attribute.js';
import type { Setup } from './remote-audio.js';

/** Where the peer sends its media, and the one stream we send. */
export interface LocalStream {
  readonly address: string;
  readonly port: number;
  readonly ssrc: number;
  readonly cname: string;
  readonly codecs: Codecs;
}

export interface LocalWebRtc extends LocalStream {
  readonly mid: string;
  readonly isBundled: boolean;
  readonly ufrag: string;
  readonly password: string;
  readonly fingerprint: string;
  readonly setup: Setup;
}

export interface LocalSdes extends LocalStream {
  readonly profile: string;
  readonly mid: string | undefined;
  readonly isRtcpMux: boolean;
  readonly crypto: CryptoAttribute;
}

function connection(address: string): string {
  return `IN IP${isIP(address) === 6 ? 6 : 4} ${address}`;
}

function sessionLines(address: string): string[] {
  // RFC 8866 §5.2: the session id is unique; 62 bits keep it a positive 64-bit number.
  const id = randomBytes(8).readBigUInt64BE() >> 2n;
  return ['v=0', `o=- ${id} 1 ${connection(address)}`, 's=-', 't=0 0'];
}

/** RFC 8866 §5: every line, the last too, ends in CRLF. Meta refuses bare line feeds. */
function text(lines: readonly string[]): string {
  return lines.map((line) => `${line}\r\n`).join('');
}

/**
 * Our offer or answer for Meta: ICE full with one host candidate, one audio stream with a single
 * SSRC, only a sha-256 fingerprint (Meta refuses others), RTP and RTCP on one port.
 */
export function writeWebRtc(local: LocalWebRtc): string {
  return text([
    ...sessionLines(local.address),
    ...(local.isBundled ? [`a=group:BUNDLE ${local.mid}`] : []),
    `m=audio ${local.port} UDP/TLS/RTP/SAVPF ${formats(local.codecs)}`,
    `c=${connection(local.address)}`,
    hostCandidateLine(local.address, local.port),
    `a=ice-ufrag:${local.ufrag}`,
    `a=ice-pwd:${local.password}`,
    `a=fingerprint:sha-256 ${local.fingerprint}`,
    `a=setup:${local.setup}`,
    `a=mid:${local.mid}`,
    'a=sendrecv',
    'a=rtcp-mux',
    ...codecLines(local.codecs),
    `a=ssrc:${local.ssrc} cname:${local.cname}`,
    `a=ssrc:${local.ssrc} msid:${local.cname} audio`,
  ]);
}

/** Our offer or answer for a tenant's media server: SRTP with the key in the SDP (RFC 4568). */
export function writeSdes(local: LocalSdes): string {
  return text([
    ...sessionLines(local.address),
    `m=audio ${local.port} ${local.profile} ${formats(local.codecs)}`,
    `c=${connection(local.address)}`,
    cryptoLine(local.crypto),
    ...(local.mid === undefined ? [] : [`a=mid:${local.mid}`]),
    'a=sendrecv',
    ...(local.isRtcpMux ? ['a=rtcp-mux'] : []),
    ...codecLines(local.codecs),
    `a=ssrc:${local.ssrc} cname:${local.cname}`,
  ]);
}
