export { Bridge, type BridgeStats, type FlowStats, type LegFailure } from './bridge/bridge.js';
export type { LegCounters, LegEnvironment, LegName, MediaLeg, MediaPacket } from './leg.js';
export { NoFreePort, PortPool } from './net/port-pool.js';
export { BadSdp } from './sdp/bad-sdp.js';
export type { Codecs } from './sdp/codecs.js';
export { SdesLeg, type SdesEnvironment, type SdesStart } from './sdes/sdes-leg.js';
export { createDtlsCertificate, type DtlsCertificate } from './webrtc/certificate.js';
export { WebRtcLeg, type WebRtcEnvironment, type WebRtcStart } from './webrtc/webrtc-leg.js';
