import { randomBytes, randomUUID } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { type AdditionalCodec, CODECS, DTMF as EVENTS } from './codec.js';
import type { IceCredentials } from './ice-lite.js';
import {
  attributeValues,
  encodingsOf,
  type SdpMedia,
  type SessionDescription,
  sdpText,
} from './session-description.js';

/** Who takes which part in the DTLS handshake, as `a=setup` says it. */
export type DtlsSetup = 'actpass' | 'active' | 'passive';

/** A payload type and what it stands for. */
export interface SdpFormat {
  readonly payloadType: number;
  /** As a=rtpmap writes it. */
  readonly encoding: string;
}

export const OPUS = CODECS.OPUS.encoding;
export const DTMF = EVENTS.encoding;
/** The numbers in Meta's offers. */
export const META_PAYLOAD_TYPES = {
  opus: CODECS.OPUS.payloadType,
  dtmf: EVENTS.payloadType,
} as const;

/** UDP ports that Meta's frequently asked questions name for firewalls. */
export const META_MEDIA_PORTS = [40_012, 3482, 3484, 3478, 3480] as const;

const EXTENSIONS = [
  'urn:ietf:params:rtp-hdrext:ssrc-audio-level',
  'http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time',
  'http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01',
];

/** Priority and foundation of host candidates as in Meta's samples, where IPv6 comes out higher. */
const CANDIDATES = {
  IPv4: { foundation: 1_972_637_320, priority: 2_113_937_151 },
  IPv6: { foundation: 1_652_262_791, priority: 2_113_939_711 },
} as const;

interface Answered {
  /** The business's offer and the section that is answered. */
  readonly offer: SessionDescription;
  readonly media: SdpMedia;
}

export interface MetaSdpParts {
  readonly ssrc: number;
  /** Host candidates, IPv4 first. */
  readonly addresses: readonly AddressInfo[];
  readonly formats: readonly SdpFormat[];
  /** Undefined in Meta's own offers. */
  readonly answered?: Answered | undefined;
}

export interface WebRtcSdpParts extends MetaSdpParts {
  readonly setup: DtlsSetup;
  readonly ice: IceCredentials;
  readonly fingerprint: string;
}

export interface SdesSdpParts extends MetaSdpParts {
  /** Value of the a=crypto line. */
  readonly crypto: string;
}

/** Opus first, then the codecs that the number's settings add, then the keys. */
export function offeredFormats(additional: readonly AdditionalCodec[]): SdpFormat[] {
  const codecs = (['OPUS', ...additional] as const).map((codec) => CODECS[codec]);
  return [...codecs, EVENTS].map(({ encoding, payloadType }) => ({ encoding, payloadType }));
}

const ECHOED = /^(?:opus\/48000\/2|g722\/8000|pcm[au]\/8000|telephone-event\/\d+)$/i;

/**
 * The offered formats that Meta's answer names under the offered numbers. Its sample echoes codecs it
 * never plays too; `isEchoed` false keeps to those in use.
 */
export function answeredFormats(
  media: SdpMedia,
  additional: readonly AdditionalCodec[],
  isEchoed: boolean,
): SdpFormat[] {
  const used = offeredFormats(additional).map(({ encoding }) => encoding.toLowerCase());
  const encodings = encodingsOf(media).filter(({ encoding }) =>
    isEchoed ? ECHOED.test(encoding) : used.includes(encoding.toLowerCase()),
  );
  const hasEvents = encodings.some(({ encoding }) => encoding.toLowerCase() === DTMF);
  // Events of 8000 a second hold on 126 even where the offer has none.
  const isFree = !media.payloadTypes.includes(EVENTS.payloadType);
  return hasEvents || !isFree ? encodings : [...encodings, EVENTS];
}

function midOf({ answered }: MetaSdpParts): string {
  if (answered === undefined) return 'audio';
  return attributeValues(answered.offer, answered.media, 'mid')[0] ?? 'audio';
}

function connectionLine({ addresses: [first] }: MetaSdpParts): string {
  const family = first?.family === 'IPv6' ? 'IP6' : 'IP4';
  return `c=IN ${family} ${first?.address ?? '0.0.0.0'}`;
}

function mediaLine({ addresses: [first], formats }: MetaSdpParts, protocol: string): string {
  const types = formats.map(({ payloadType }) => payloadType).join(' ');
  return `m=audio ${first?.port ?? 0} ${protocol} ${types}`;
}

function sessionLines(parts: MetaSdpParts, stream: string): string[] {
  const hasMixed = parts.answered?.offer.attributes.some((a) => a.name === 'extmap-allow-mixed');
  return [
    'v=0',
    `o=- ${randomBytes(7).readUIntBE(0, 6)} 2 IN IP4 127.0.0.1`,
    's=-',
    't=0 0',
    `a=group:BUNDLE ${midOf(parts)}`,
    ...(hasMixed === true ? ['a=extmap-allow-mixed'] : []),
    `a=msid-semantic: WMS ${stream}`,
  ];
}

function formatLines(formats: readonly SdpFormat[], opusParameters: string, hasFeedback: boolean) {
  return formats.flatMap(({ encoding, payloadType }) => {
    const map = `a=rtpmap:${payloadType} ${encoding}`;
    if (encoding.toLowerCase() !== OPUS) return [map];
    const feedback = hasFeedback ? [`a=rtcp-fb:${payloadType} transport-cc`] : [];
    return [map, ...feedback, `a=fmtp:${payloadType} ${opusParameters}`];
  });
}

function extensionLines({ answered }: MetaSdpParts): string[] {
  if (answered === undefined) return EXTENSIONS.map((uri, i) => `a=extmap:${i + 1} ${uri}`);
  return attributeValues(answered.offer, answered.media, 'extmap')
    .filter((value) => EXTENSIONS.includes(value.split(' ')[1] ?? ''))
    .map((value) => `a=extmap:${value}`);
}

function candidateLines({ addresses, ice }: WebRtcSdpParts): string[] {
  return addresses.map(({ address, family, port }) => {
    const { foundation, priority } = CANDIDATES[family === 'IPv6' ? 'IPv6' : 'IPv4'];
    const host = `${foundation} 1 udp ${priority} ${address} ${port} typ host`;
    return `a=candidate:${host} generation 0 network-cost 50 ufrag ${ice.ufrag}`;
  });
}

/**
 * Writes a session description like the samples on Meta's reference page: ICE lite, host candidates,
 * one audio section, one SSRC.
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/calling/reference
 */
export function writeWebRtcSdp(parts: WebRtcSdpParts): string {
  const { answered, fingerprint, formats, ice, setup, ssrc } = parts;
  const stream = randomUUID();
  const label = `audio#${randomBytes(8).toString('base64url')}`;
  return sdpText([
    ...sessionLines(parts, stream),
    'a=ice-lite',
    mediaLine(parts, 'UDP/TLS/RTP/SAVPF'),
    connectionLine(parts),
    'a=rtcp:9 IN IP4 0.0.0.0',
    ...candidateLines(parts),
    `a=ice-ufrag:${ice.ufrag}`,
    `a=ice-pwd:${ice.password}`,
    ...(answered === undefined ? [] : ['a=ice-options:trickle']),
    `a=fingerprint:sha-256 ${fingerprint}`,
    `a=setup:${setup}`,
    `a=mid:${midOf(parts)}`,
    ...extensionLines(parts),
    'a=sendrecv',
    'a=rtcp-mux',
    ...formatLines(formats, 'minptime=10;useinbandfec=1', true),
    'a=maxptime:20',
    'a=ptime:20',
    `a=ssrc:${ssrc} cname:${randomBytes(12).toString('base64url')}`,
    `a=ssrc:${ssrc} msid:${stream} ${label}`,
    `a=ssrc:${ssrc} mslabel:${stream}`,
    `a=ssrc:${ssrc} label:${label}`,
  ]);
}

const SDES_OPUS_PARAMETERS =
  'maxaveragebitrate=20000;maxplaybackrate=16000;minptime=20;' +
  'sprop-maxcapturerate=16000;useinbandfec=1';

/**
 * Writes a session description like the samples with keys in the SDP: no ICE, no DTLS.
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/calling/sip
 */
export function writeSdesSdp(parts: SdesSdpParts): string {
  const stream = randomUUID();
  return sdpText([
    ...sessionLines(parts, stream),
    mediaLine(parts, 'RTP/SAVP'),
    connectionLine(parts),
    'a=rtcp:9 IN IP4 0.0.0.0',
    `a=mid:${midOf(parts)}`,
    'a=sendrecv',
    `a=msid:${stream} WhatsAppTrack1`,
    'a=rtcp-mux',
    `a=crypto:${parts.crypto}`,
    ...formatLines(parts.formats, SDES_OPUS_PARAMETERS, false),
    'a=maxptime:20',
    'a=ptime:20',
    `a=ssrc:${parts.ssrc} cname:WhatsAppAudioStream1`,
  ]);
}
