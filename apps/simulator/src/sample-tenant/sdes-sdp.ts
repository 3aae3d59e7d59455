import { randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import type { SrtpKey } from '../media/audio-line.js';
import { DTMF, OPUS } from '../media/meta-sdp.js';
import {
  attributeValues,
  parseSdp,
  payloadTypeOf,
  SdpSyntaxError,
  sdpText,
} from '../media/session-description.js';

/** RFC 4568 §6.2.1: the suite every SDES peer has. */
const SUITE = 'AES_CM_128_HMAC_SHA1_80';
const KEY_BYTES = 16;
const SALT_BYTES = 14;
const CRYPTO = new RegExp(`^(\\d+) ${SUITE} inline:([A-Za-z0-9+/=]+)`);

/** The other side of an SDES leg, read from its SDP. */
export interface SdesRemote {
  readonly address: string;
  readonly port: number;
  readonly key: SrtpKey;
  readonly cryptoTag: string;
  readonly opus: number;
  readonly dtmf: number | undefined;
  readonly isRtcpMux: boolean;
}

export interface SdesLocal {
  readonly address: AddressInfo;
  readonly key: SrtpKey;
  readonly cryptoTag: string;
  readonly opus: number;
  readonly dtmf: number | undefined;
  readonly ssrc: number;
}

/** A fresh random key and salt. */
export function createSrtpKey(): SrtpKey {
  return { key: randomBytes(KEY_BYTES), salt: randomBytes(SALT_BYTES) };
}

function readKey(inline: string): SrtpKey {
  const bytes = Buffer.from(inline, 'base64');
  if (bytes.length !== KEY_BYTES + SALT_BYTES) {
    throw new SdpSyntaxError(`the key of ${SUITE} must have ${KEY_BYTES + SALT_BYTES} bytes`);
  }
  return { key: bytes.subarray(0, KEY_BYTES), salt: bytes.subarray(KEY_BYTES) };
}

/** Reads an SDES offer or answer; throws when there is nothing we could talk to. */
export function readSdesSdp(text: string): SdesRemote {
  const sdp = parseSdp(text);
  const media = sdp.media.find(({ kind, port }) => kind === 'audio' && port !== 0);
  if (media?.protocol !== 'RTP/SAVP' || media.address === undefined) {
    throw new SdpSyntaxError('there is no RTP/SAVP audio section with an address');
  }
  const crypto = attributeValues(sdp, media, 'crypto')
    .map((value) => CRYPTO.exec(value))
    .find((match) => match !== null);
  const opus = payloadTypeOf(media, OPUS);
  if (crypto === undefined || opus === undefined) {
    throw new SdpSyntaxError(`the audio section lacks ${SUITE} or ${OPUS}`);
  }
  return {
    address: media.address,
    port: media.port,
    key: readKey(crypto[2] ?? ''),
    cryptoTag: crypto[1] ?? '1',
    opus,
    dtmf: payloadTypeOf(media, DTMF),
    isRtcpMux: media.attributes.some(({ name }) => name === 'rtcp-mux'),
  };
}

/** Writes the SDP of an SDES leg, offer and answer alike. */
export function writeSdesSdp({ address, cryptoTag, dtmf, key, opus, ssrc }: SdesLocal): string {
  const family = address.family === 'IPv6' ? 'IP6' : 'IP4';
  const inline = Buffer.concat([key.key, key.salt]).toString('base64');
  return sdpText([
    'v=0',
    `o=sample-tenant ${randomBytes(6).readUIntBE(0, 6)} 1 IN ${family} ${address.address}`,
    's=-',
    `c=IN ${family} ${address.address}`,
    't=0 0',
    `m=audio ${address.port} RTP/SAVP ${[opus, dtmf].filter((pt) => pt !== undefined).join(' ')}`,
    `a=crypto:${cryptoTag} ${SUITE} inline:${inline}`,
    `a=rtpmap:${opus} ${OPUS}`,
    `a=fmtp:${opus} minptime=20;useinbandfec=1`,
    ...(dtmf === undefined ? [] : [`a=rtpmap:${dtmf} ${DTMF}`, `a=fmtp:${dtmf} 0-16`]),
    'a=ptime:20',
    'a=sendrecv',
    'a=rtcp-mux',
    `a=ssrc:${ssrc} cname:sample-tenant`,
  ]);
}
