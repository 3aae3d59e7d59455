import { randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import type { IceCredentials } from './ice-lite.js';
import { sdpText } from './session-description.js';

/** Who takes which part in the DTLS handshake, as `a=setup` says it. */
export type DtlsSetup = 'actpass' | 'active' | 'passive';

export interface MetaSdpParts {
  readonly setup: DtlsSetup;
  readonly address: AddressInfo;
  readonly ice: IceCredentials;
  readonly fingerprint: string;
  readonly ssrc: number;
  /** Meta names its own section `audio` in offers and echoes the offered name in answers. */
  readonly mid: string;
  readonly opusPayloadType: number;
  readonly dtmfPayloadType: number | undefined;
}

export const OPUS = 'opus/48000/2';
export const DTMF = 'telephone-event/8000';
/** The numbers in Meta's offers. */
export const META_PAYLOAD_TYPES = { opus: 111, dtmf: 126 } as const;

/** RFC 8445 §5.1.2.1 for a host candidate, with the local preference Meta's samples show. */
const HOST_PRIORITY = 2_113_937_151;

function formatLines({ opusPayloadType: opus, dtmfPayloadType: dtmf }: MetaSdpParts): string[] {
  const lines = [
    `a=rtpmap:${opus} ${OPUS}`,
    `a=rtcp-fb:${opus} transport-cc`,
    `a=fmtp:${opus} minptime=10;useinbandfec=1`,
  ];
  if (dtmf !== undefined) lines.push(`a=rtpmap:${dtmf} ${DTMF}`);
  return [...lines, 'a=ptime:20', 'a=maxptime:20'];
}

/**
 * Writes a session description shaped like the samples on Meta's reference page (ICE lite, one host
 * candidate, one audio section, one SSRC):
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/calling/reference
 */
export function writeMetaSdp(parts: MetaSdpParts): string {
  const { address, ice, ssrc } = parts;
  const family = address.family === 'IPv6' ? 'IP6' : 'IP4';
  const stream = randomBytes(16).toString('hex');
  const label = `audio#${randomBytes(8).toString('hex')}`;
  const formats = [parts.opusPayloadType, parts.dtmfPayloadType].filter((pt) => pt !== undefined);
  return sdpText([
    'v=0',
    `o=- ${randomBytes(7).readUIntBE(0, 6)} 2 IN IP4 127.0.0.1`,
    's=-',
    't=0 0',
    `a=group:BUNDLE ${parts.mid}`,
    `a=msid-semantic: WMS ${stream}`,
    'a=ice-lite',
    `m=audio ${address.port} UDP/TLS/RTP/SAVPF ${formats.join(' ')}`,
    `c=IN ${family} ${address.address}`,
    'a=rtcp:9 IN IP4 0.0.0.0',
    `a=candidate:1972637320 1 udp ${HOST_PRIORITY} ${address.address} ${address.port} typ host ` +
      `generation 0 network-cost 50 ufrag ${ice.ufrag}`,
    `a=ice-ufrag:${ice.ufrag}`,
    `a=ice-pwd:${ice.password}`,
    `a=fingerprint:sha-256 ${parts.fingerprint}`,
    `a=setup:${parts.setup}`,
    `a=mid:${parts.mid}`,
    'a=sendrecv',
    'a=rtcp-mux',
    ...formatLines(parts),
    `a=ssrc:${ssrc} cname:${randomBytes(12).toString('base64url')}`,
    `a=ssrc:${ssrc} msid:${stream} ${label}`,
    `a=ssrc:${ssrc} mslabel:${stream}`,
    `a=ssrc:${ssrc} label:${label}`,
  ]);
}
