import type { CallPeer } from './call-peer.js';
import type { PeerOptions } from './peer-options.js';
import { PeerWithoutMedia } from './peer-without-media.js';
import { SdesPeer } from './sdes-peer.js';
import { WebRtcPeer } from './webrtc-peer.js';

export interface CallPeerOptions extends PeerOptions {
  /** The number's `srtp_key_exchange_protocol`. */
  readonly keying: 'DTLS' | 'SDES';
  readonly isWithoutMedia: boolean;
}

/** Opens Meta's end of a new call in the form that the number's settings ask for. */
export async function openCallPeer(options: CallPeerOptions): Promise<CallPeer> {
  const { isWithoutMedia, keying } = options;
  if (isWithoutMedia) return new PeerWithoutMedia(options, keying);
  return keying === 'SDES' ? SdesPeer.open(options) : WebRtcPeer.open(options);
}
