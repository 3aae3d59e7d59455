export { BIC_ANSWER, SDES_ANSWER, SDES_OFFER, UIC_OFFER } from './meta-samples.js';
export { numberedFrame, numberOf } from './frames.js';
export { type HeardPacket, PeerMedia } from './media-port.js';
export { Relay } from './relay.js';
export { SdesPeer } from './sdes-peer.js';
export { WebRtcPeer, type WebRtcPeerOptions } from './webrtc-peer.js';
