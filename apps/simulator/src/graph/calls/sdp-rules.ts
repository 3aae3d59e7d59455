import type { AdditionalCodec } from '../../media/codec.js';
import { DTMF, OPUS } from '../../media/meta-sdp.js';
import {
  attributeValues,
  parseSdp,
  payloadTypeOf,
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

const hasRightTransport: Rule = ({ media }) =>
  media.protocol === 'UDP/TLS/RTP/SAVPF'
    ? undefined
    : `Unsupported transport ${media.protocol}, expected UDP/TLS/RTP/SAVPF`;

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

const isFullIce: Rule = ({ sdp, media }) =>
  attributeValues(sdp, media, 'ice-lite').length === 0
    ? undefined
    : 'Both sides are ice-lite: the business must be a full ICE agent';

const hasSetup: Rule = (check) => {
  const setup = only(check, 'setup');
  const allowed = check.offer === undefined ? ['actpass'] : ['active', 'passive'];
  return setup !== undefined && allowed.includes(setup)
    ? undefined
    : `Invalid setup attribute in SDP, expected ${allowed.join(' or ')}`;
};

const hasRtcpMux: Rule = ({ media }) =>
  media.attributes.some(({ name }) => name === 'rtcp-mux') ? undefined : 'rtcp-mux is required';

const hasOpus: Rule = ({ media }) =>
  payloadTypeOf(media, OPUS) === undefined
    ? 'No Opus codec (opus/48000/2) found in SDP'
    : undefined;

const hasPacketTime: Rule = (check) => {
  const packetTime = only(check, 'ptime');
  return packetTime === undefined || packetTime === '20' ? undefined : 'ptime must be 20';
};

/** Meta's relay knows one audio source; several SSRCs corrupt the media. */
const hasOneSource: Rule = ({ media }) => {
  const ids = media.attributes.filter(({ name }) => name === 'ssrc').map((a) => a.value);
  const sources = new Set(ids.map((value) => value.split(' ')[0]));
  return sources.size <= 1 ? undefined : 'Multiple SSRCs are not supported';
};

const fitsOffer: Rule = ({ media, offer, sdp }) => {
  const offered = offer?.media[0];
  if (offer === undefined || offered === undefined) return undefined;
  if (attributeValues(sdp, media, 'mid')[0] !== attributeValues(offer, offered, 'mid')[0]) {
    return 'The mid of the answer is not that of the offer';
  }
  for (const encoding of [OPUS, DTMF]) {
    const chosen = payloadTypeOf(media, encoding);
    if (chosen !== undefined && chosen !== payloadTypeOf(offered, encoding)) {
      return `Payload type ${chosen} was not offered for ${encoding}`;
    }
  }
  return undefined;
};

const RULES: readonly Rule[] = [
  hasRightTransport,
  hasFingerprint,
  hasIce,
  isFullIce,
  hasSetup,
  hasRtcpMux,
  hasOpus,
  hasPacketTime,
  hasOneSource,
  fitsOffer,
];

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
  for (const rule of RULES) {
    const refusal = rule({ ...terms, sdp, media });
    if (refusal !== undefined) return refusal;
  }
  return undefined;
}
