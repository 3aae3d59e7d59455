import type { G711, SdpExpectation, SdpProblem, SdpProblemCode } from './webrtc-sdp-note.js';
import {
  attributeLines,
  type SdpAudio,
  type SdpFormat,
  type SdpLine,
  shown,
  valueOf,
} from './webrtc-sdp-lines.js';

/** An SDP that could be read, with what it is held against. */
export interface SdpCheck extends SdpExpectation {
  readonly audio: SdpAudio;
  /** The stream of the offer that it answers, where that is known. */
  readonly offered: SdpAudio | undefined;
}

const SHA256 = /^sha-256 (?:[0-9a-f]{2}:){31}[0-9a-f]{2}$/i;
// RFC 4568 §9.1, with the suite that Meta's SDPs have.
const CRYPTO = /^\d{1,9} AES_CM_128_HMAC_SHA1_80 inline:\S+/;
const OPUS = /^opus\/48000(?:\/2)?$/;

function problem(code: SdpProblemCode, line: SdpLine, message: string): SdpProblem {
  return { code, line: line.number, text: shown(line), message };
}

/** What Meta refuses about keys and sources. */
export function problemsOf(check: SdpCheck): SdpProblem[] {
  const keys = check.keying === 'DTLS' ? fingerprintProblems(check) : cryptoProblems(check);
  return [...keys, ...sourceProblems(check)];
}

function fingerprintProblems({ audio }: SdpCheck): SdpProblem[] {
  const lines = attributeLines(audio, 'fingerprint');
  if (lines.length === 0) {
    const message =
      'add a=fingerprint:sha-256 with the hash of your DTLS certificate, or set the number to SDES';
    return [problem('NO_FINGERPRINT', audio.media, message)];
  }
  const message =
    'only sha-256 with 32 pairs of hexadecimal digits is taken: leave other hashes out';
  return lines
    .filter((line) => !SHA256.test(valueOf(line)))
    .map((line) => problem('FINGERPRINT_NOT_SHA256', line, message));
}

function cryptoProblems({ audio }: SdpCheck): SdpProblem[] {
  const found: SdpProblem[] = [];
  if (audio.protocol !== 'RTP/SAVP' && audio.protocol !== 'RTP/SAVPF') {
    found.push(
      problem('NOT_SRTP', audio.media, 'the protocol must be RTP/SAVP where keys are SDES'),
    );
  }
  const lines = attributeLines(audio, 'crypto');
  const [first] = lines;
  const wanted = 'a=crypto:<tag> AES_CM_128_HMAC_SHA1_80 inline:<key>';
  if (first === undefined) {
    found.push(problem('NO_CRYPTO', audio.media, `add a line ${wanted}`));
  } else if (!lines.some((line) => CRYPTO.test(valueOf(line)))) {
    found.push(problem('CRYPTO_NOT_USABLE', first, `give one line ${wanted}`));
  }
  return found;
}

function sourceProblems({ audio }: SdpCheck): SdpProblem[] {
  const lines = audio.lines.filter(({ text }) => text.startsWith('a=ssrc:'));
  const idOf = (line: SdpLine): string => valueOf(line).split(' ')[0] ?? '';
  const [first] = lines;
  const second = lines.find((line) => first !== undefined && idOf(line) !== idOf(first));
  const message = 'send one audio source: Meta’s relay knows one SSRC, a second corrupts the sound';
  return second === undefined ? [] : [problem('SEVERAL_SSRCS', second, message)];
}

/** Whether G.711 is agreed on: by the offer, else by the number's settings; undefined: unknown. */
export function isNegotiated(codec: G711, check: SdpCheck): boolean | undefined {
  if (check.offered !== undefined) return check.offered.formats.some((one) => isG711(one, codec));
  return check.additionalCodecs?.includes(codec);
}

export function isG711({ encoding }: SdpFormat, codec: G711): boolean {
  return encoding === `${codec.toLowerCase()}/8000` || encoding === `${codec.toLowerCase()}/8000/1`;
}

export function isOpus({ encoding }: SdpFormat): boolean {
  return OPUS.test(encoding);
}

export const G711_CODECS: readonly G711[] = ['PCMA', 'PCMU'];

/** G.711 in an SDP of which nobody knows whether the number takes it. */
export function unsureCodecs(check: SdpCheck): SdpFormat[] {
  return check.audio.formats.filter((format) =>
    G711_CODECS.some((codec) => isG711(format, codec) && isNegotiated(codec, check) === undefined),
  );
}

/** Opus at 48 kHz must be there, or G.711 where it is agreed on. */
export function codecProblems(check: SdpCheck): SdpProblem[] {
  const { formats, media } = check.audio;
  const isUsable = (format: SdpFormat): boolean =>
    isOpus(format) ||
    G711_CODECS.some((codec) => isG711(format, codec) && isNegotiated(codec, check) !== false);
  if (formats.some(isUsable)) return [];
  const wrong = formats.find(({ encoding }) => /^(?:opus|pcm[au])\//.test(encoding));
  const message =
    'offer opus/48000/2; G.711 (PCMA, PCMU) counts only where audio.additional_codecs of the number has it';
  return [problem('NO_CODEC', wrong?.line ?? media, message)];
}
