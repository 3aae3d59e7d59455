import type { DtlsCertificate } from './certificate.js';
import { type AudioFormats, type AdditionalCodec, commonFormats } from './codec.js';
import type { MediaFaults } from './media-faults.js';
import { parseSdp, type SdpMedia, type SessionDescription } from './session-description.js';

/** What every form of Meta's media end needs. */
export interface PeerOptions {
  /** Addresses of the media sockets: IPv4, and IPv6 where that is switched on. */
  readonly hosts: readonly string[];
  readonly certificate: DtlsCertificate;
  readonly faults: MediaFaults;
  readonly additionalCodecs: readonly AdditionalCodec[];
  /** Whether an answer names all the offered formats, as Meta's sample does. */
  readonly isEchoing: boolean;
  /** Keys are known: audio can flow. */
  readonly onUp?: (() => void) | undefined;
  /** The first authentic RTP packet of the business came. */
  readonly onFirstAudio?: (() => void) | undefined;
}

/** The business's session description, taken apart. */
export interface RemoteSdp {
  readonly sdp: SessionDescription;
  readonly media: SdpMedia;
  readonly formats: AudioFormats;
}

/** Reads a session description that was not refused before. */
export function readRemoteSdp(text: string, additional: readonly AdditionalCodec[]): RemoteSdp {
  const sdp = parseSdp(text);
  const [media] = sdp.media;
  const formats = media === undefined ? undefined : commonFormats(media, additional);
  if (media === undefined || formats === undefined) {
    throw new Error('an SDP without usable audio should have been refused');
  }
  return { sdp, media, formats };
}
