import { isIP } from 'node:net';
import { BadSdp } from './bad-sdp.js';
import { canonicalAddress, type HostCandidate, reachableCandidates } from './candidates.js';
import { type Codecs, readCodecs } from './codecs.js';
import {
  attributes,
  connectionAddress,
  hasFlag,
  type MediaSection,
  singleSection,
} from './sdp-lines.js';

export type Setup = 'active' | 'passive' | 'actpass';

/** Meta's side of a WebRTC leg. */
export interface RemoteWebRtc {
  readonly codecs: Codecs;
  readonly mid: string | undefined;
  readonly isBundled: boolean;
  readonly isIceLite: boolean;
  readonly ufrag: string;
  readonly password: string;
  readonly candidates: readonly HostCandidate[];
  /** SHA-256 of the peer's certificate, as `AB:CD:…`. */
  readonly fingerprint: string;
  readonly setup: Setup;
}

/** A tenant's side of an SDES leg. */
export interface RemoteSdes {
  readonly codecs: Codecs;
  readonly profile: string;
  readonly mid: string | undefined;
  readonly address: string;
  readonly port: number;
  readonly isRtcpMux: boolean;
  /** Values of the a=crypto lines; they hold keys. */
  readonly cryptoLines: readonly string[];
}

const WEBRTC_PROFILE = 'UDP/TLS/RTP/SAVPF';
const SDES_PROFILES = ['RTP/SAVP', 'RTP/SAVPF'];
// No PBX receives media on a system port; DNS, SNMP and NTP servers do, and would be flooded.
const LOWEST_MEDIA_PORT = 1024;

interface Audio {
  readonly section: MediaSection;
  readonly port: number;
  readonly profile: string;
}

function audioOf(sdp: string): Audio {
  const section = singleSection(sdp);
  const [kind, port, profile] = section.media.split(' ');
  if (kind !== 'audio') throw new BadSdp('the m= line must be audio');
  if (!/^\d{1,5}$/.test(port ?? '')) throw new BadSdp('the m= line has no port');
  if (port === '0') throw new BadSdp('the audio stream was refused (port 0)');
  const direction = ['sendonly', 'recvonly', 'inactive'].find((flag) => hasFlag(section, flag));
  if (direction !== undefined) {
    throw new BadSdp(`the stream must be sendrecv, it is ${direction}`);
  }
  return { section, port: Number(port), profile: profile ?? '' };
}

function required(section: MediaSection, name: string): string {
  const [value] = attributes(section, name);
  if (value === undefined || value.length === 0) throw new BadSdp(`the SDP has no a=${name} line`);
  return value.trim();
}

function sha256Fingerprint(section: MediaSection): string {
  for (const value of attributes(section, 'fingerprint')) {
    const [algorithm, digest] = value.trim().split(/\s+/, 2);
    if (algorithm?.toLowerCase() !== 'sha-256') continue;
    const fingerprint = (digest ?? '').toUpperCase();
    if (/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/.test(fingerprint)) return fingerprint;
  }
  throw new BadSdp('the SDP has no a=fingerprint:sha-256 line');
}

function setupOf(section: MediaSection): Setup {
  const setup = required(section, 'setup');
  if (setup === 'active' || setup === 'passive' || setup === 'actpass') return setup;
  throw new BadSdp('a=setup must be active, passive or actpass');
}

function midOf(section: MediaSection): string | undefined {
  const [mid] = attributes(section, 'mid');
  return mid?.trim();
}

/** Reads an offer or answer of Meta's, of which we can reach addresses of the family. */
export function readWebRtc(sdp: string, family: 4 | 6): RemoteWebRtc {
  const { section, profile } = audioOf(sdp);
  if (profile !== WEBRTC_PROFILE) throw new BadSdp(`the profile must be ${WEBRTC_PROFILE}`);
  if (!hasFlag(section, 'rtcp-mux')) throw new BadSdp('the SDP has no a=rtcp-mux');
  const candidates = reachableCandidates(attributes(section, 'candidate'), family);
  if (candidates.length === 0) throw new BadSdp(`the SDP has no IPv${family} UDP host candidate`);
  const mid = midOf(section);
  const groups = attributes(section, 'group').map((group) => group.trim().split(/\s+/));
  return {
    codecs: readCodecs(section),
    mid,
    isBundled: groups.some(([name, ...mids]) => name === 'BUNDLE' && mids.includes(mid ?? '')),
    isIceLite: hasFlag(section, 'ice-lite'),
    ufrag: required(section, 'ice-ufrag'),
    password: required(section, 'ice-pwd'),
    candidates,
    fingerprint: sha256Fingerprint(section),
    setup: setupOf(section),
  };
}

/** Reads an offer or answer of a tenant's media server, reached from a socket of the family. */
export function readSdes(sdp: string, family: 4 | 6): RemoteSdes {
  const { section, port, profile } = audioOf(sdp);
  if (!SDES_PROFILES.includes(profile)) {
    throw new BadSdp(`the profile must be ${SDES_PROFILES.join(' or ')}`);
  }
  const address = connectionAddress(section) ?? '';
  if (isIP(address) !== family) {
    throw new BadSdp(`the c= line must give an IPv${family} address, not a name`);
  }
  if (port < LOWEST_MEDIA_PORT || port > 0xffff) {
    throw new BadSdp(`the media port must be ${LOWEST_MEDIA_PORT} or higher`);
  }
  return {
    codecs: readCodecs(section),
    profile,
    mid: midOf(section),
    address: canonicalAddress(address),
    port,
    isRtcpMux: hasFlag(section, 'rtcp-mux'),
    cryptoLines: attributes(section, 'crypto'),
  };
}
