import { type AdditionalCodec, CODECS, commonFormats, DTMF } from '../../media/codec.js';
import { readCrypto, SDES_SUITE } from '../../media/sdes-crypto.js';
import {
  attributeValues,
  encodingsOf,
  parseSdp,
  type SdpMedia,
  SdpSyntaxError,
  type SessionDescription,
} from '../../media/session-description.js';
import type { BusinessNumber } from '../../world/assets.js';

/** What an SDP is held against. */
export interface SdpTerms {
  /** Meta's own when the text answers it. */
  readonly offer: SessionDescription | undefined;
  /** The number's `srtp_key_exchange_protocol`. */
  readonly keying: 'DTLS' | 'SDES';
  /** The number's `audio.additional_codecs`. */
  readonly additionalCodecs: readonly AdditionalCodec[];
}

/** The terms of a number; `offer` is Meta's own when the text will answer it. */
export function sdpTerms(number: BusinessNumber, offer?: SessionDescription): SdpTerms {
  const { additionalCodecs = [], srtpKeyExchange: keying = 'DTLS' } = number.calling;
  return { offer, keying, additionalCodecs };
}

interface SdpCheck extends SdpTerms {
  readonly sdp: SessionDescription;
  readonly media: SdpMedia;
}

type Rule = (check: SdpCheck) => string | undefined;

function only({ sdp, media }: SdpCheck, name: string): string | undefined {
  return attributeValues(sdp, media, name)[0];
}

function has({ sdp, media }: SdpCheck, name: string): boolean {
  return attributeValues(sdp, media, name).length > 0;
}

const isNotDeclined: Rule = ({ media }) =>
  media.port === 0 ? 'The audio section of the SDP is declined (port 0)' : undefined;

const hasTransport =
  (...allowed: readonly string[]): Rule =>
  ({ media }) =>
    allowed.includes(media.protocol)
      ? undefined
      : `Unsupported transport ${media.protocol} in SDP, expected ${allowed.join(' or ')}`;

const hasFingerprint: Rule = ({ sdp, media }) => {
  const fingerprints = attributeValues(sdp, media, 'fingerprint');
  if (fingerprints.length === 0) return 'No fingerprint found in SDP';
  const isSha256 = fingerprints.every((f) => /^sha-256 (?:[0-9a-f]{2}:){31}[0-9a-f]{2}$/i.test(f));
  return isSha256 ? undefined : 'Only sha-256 fingerprints are supported in SDP';
};

const hasIce: Rule = (check) => {
  const [ufrag, password] = [only(check, 'ice-ufrag'), only(check, 'ice-pwd')];
  if (ufrag === undefined || password === undefined) return 'No ICE credentials found in SDP';
  // RFC 8839 §5.4: at least 4 and 22 characters.
  return ufrag.length >= 4 && password.length >= 22 ? undefined : 'ICE credentials are too short';
};

const isFullIce: Rule = (check) =>
  has(check, 'ice-lite')
    ? 'Both sides are ice-lite: the business must be a full ICE agent'
    : undefined;

const hasSetup: Rule = (check) => {
  const setup = only(check, 'setup');
  const allowed = check.offer === undefined ? ['actpass'] : ['active', 'passive'];
  return setup !== undefined && allowed.includes(setup)
    ? undefined
    : `Invalid setup attribute in SDP, expected ${allowed.join(' or ')}`;
};

const hasRtcpMux: Rule = (check) => (has(check, 'rtcp-mux') ? undefined : 'rtcp-mux is required');

const hasCrypto: Rule = ({ media, offer, sdp }) => {
  const lines = attributeValues(sdp, media, 'crypto');
  if (lines.length === 0) return 'No crypto attribute found in SDP';
  if (offer !== undefined && lines.length > 1) return 'An answer must have one crypto attribute';
  const usable = lines.map(readCrypto).find((crypto) => crypto !== undefined);
  if (usable === undefined) return `No usable crypto attribute in SDP, expected ${SDES_SUITE}`;
  const offered = offer?.media[0];
  if (offer === undefined || offered === undefined) return undefined;
  const tags = attributeValues(offer, offered, 'crypto').map((line) => line.split(' ')[0]);
  return tags.includes(usable.tag) ? undefined : `crypto tag ${usable.tag} was not offered`;
};

const hasAddress: Rule = ({ media }) =>
  media.address === undefined ? 'No connection address found in SDP' : undefined;

const hasCodec: Rule = ({ additionalCodecs, media }) => {
  if (commonFormats(media, additionalCodecs) !== undefined) return undefined;
  const names = (['OPUS', ...additionalCodecs] as const).map((codec) => CODECS[codec].encoding);
  return `No supported codec found in SDP, expected ${names.join(' or ')}`;
};

const hasPacketTime: Rule = (check) => {
  const packetTime = only(check, 'ptime');
  if (packetTime !== undefined && packetTime !== '20') return 'ptime must be 20';
  const longest = only(check, 'maxptime');
  return longest !== undefined && Number(longest) < 20 ? 'maxptime must be at least 20' : undefined;
};

const isBothWays: Rule = (check) => {
  const direction = ['sendonly', 'recvonly', 'inactive'].find((name) => has(check, name));
  return direction === undefined ? undefined : `Audio must be sendrecv in SDP, not ${direction}`;
};

/** Meta's relay knows one audio source; several SSRCs corrupt the media. */
const hasOneSource: Rule = ({ media }) => {
  const ids = media.attributes.filter(({ name }) => name === 'ssrc').map((a) => a.value);
  const sources = new Set(ids.map((value) => value.split(' ')[0]));
  return sources.size <= 1 ? undefined : 'Multiple SSRCs are not supported';
};

const hasOneTrack: Rule = ({ media }) => {
  const tracks = new Set(media.attributes.filter((a) => a.name === 'msid').map((a) => a.value));
  return tracks.size <= 1 ? undefined : 'Only one audio track is supported in SDP';
};

/** Where keys come in the SDP, servers without the grouping of RFC 9143 write no mid. */
const keepsMid: Rule = ({ keying, media, offer, sdp }) => {
  const [mid] = attributeValues(sdp, media, 'mid');
  const offered = offer?.media[0];
  if (offer === undefined || offered === undefined) return undefined;
  if (mid === undefined && keying === 'SDES') return undefined;
  return mid === attributeValues(offer, offered, 'mid')[0]
    ? undefined
    : 'The mid of the answer is not that of the offer';
};

/** RFC 3264 §6.1: an answer uses what was offered, and here under the offered numbers. */
const keepsPayloadTypes: Rule = ({ additionalCodecs, media, offer }) => {
  const offered = offer?.media[0];
  if (offered === undefined) return undefined;
  const known = new Map(encodingsOf(offered).map((f) => [f.encoding.toLowerCase(), f.payloadType]));
  const used = [...additionalCodecs, 'OPUS' as const].map((codec) => CODECS[codec].encoding);
  for (const { encoding, payloadType } of encodingsOf(media)) {
    const name = encoding.toLowerCase();
    const isUsed = [...used, DTMF.encoding].some((one) => one.toLowerCase() === name);
    if (isUsed && known.get(name) !== payloadType) {
      return `Payload type ${payloadType} was not offered for ${encoding}`;
    }
  }
  return undefined;
};

const COMMON: readonly Rule[] = [
  hasCodec,
  hasPacketTime,
  isBothWays,
  hasOneSource,
  hasOneTrack,
  keepsMid,
  keepsPayloadTypes,
];

const RULES: Readonly<Record<SdpTerms['keying'], readonly Rule[]>> = {
  DTLS: [
    isNotDeclined,
    hasFingerprint,
    hasTransport('UDP/TLS/RTP/SAVPF'),
    hasIce,
    isFullIce,
    hasSetup,
    hasRtcpMux,
    ...COMMON,
  ],
  SDES: [isNotDeclined, hasCrypto, hasTransport('RTP/SAVP', 'RTP/SAVPF'), hasAddress, ...COMMON],
};

/**
 * What Meta would say against the business's SDP; undefined when it would take it. The rules are
 * those of the media guidelines: https://developers.facebook.com/documentation/business-messaging/whatsapp/calling/integration-patterns
 */
export function refusalOfSdp(text: string, terms: SdpTerms): string | undefined {
  let sdp: SessionDescription;
  try {
    sdp = parseSdp(text);
  } catch (error) {
    if (error instanceof SdpSyntaxError)
      return `SDP is not compliant with RFC 8866: ${error.message}`;
    throw error;
  }
  const [media] = sdp.media;
  if (media?.kind !== 'audio' || sdp.media.length !== 1) {
    return 'SDP must have exactly one media section, audio';
  }
  for (const rule of RULES[terms.keying]) {
    const refusal = rule({ ...terms, sdp, media });
    if (refusal !== undefined) return refusal;
  }
  return undefined;
}
