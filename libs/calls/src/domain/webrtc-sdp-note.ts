/** What an SDP is held against. */
export interface SdpExpectation {
  /** Of the number: `srtp_key_exchange_protocol`, DTLS unless set. */
  readonly keying: 'DTLS' | 'SDES';
  readonly role: 'OFFER' | 'ANSWER';
  /** What an answer answers, where it is still known. */
  readonly offer?: string | undefined;
  /** The number's `audio.additional_codecs`; left out when nobody knows them. */
  readonly additionalCodecs?: readonly G711[] | undefined;
}

export type G711 = 'PCMA' | 'PCMU';

export type SdpProblemCode =
  | 'NOT_PARSEABLE'
  | 'NO_AUDIO'
  | 'SEVERAL_STREAMS'
  | 'SEVERAL_SSRCS'
  | 'NO_CODEC'
  | 'NO_FINGERPRINT'
  | 'FINGERPRINT_NOT_SHA256'
  | 'NO_CRYPTO'
  | 'CRYPTO_NOT_USABLE'
  | 'NOT_SRTP';

export type SdpWarningCode =
  | 'CODEC_NOT_SURE'
  | 'DIRECTION'
  | 'EXTRA_CODEC'
  | 'ICE_CREDENTIALS'
  | 'ICE_LITE'
  | 'MID'
  | 'NO_ADDRESS'
  | 'NO_CANDIDATES'
  | 'NO_RTCP_MUX'
  | 'NO_TELEPHONE_EVENT'
  | 'PAYLOAD_TYPE'
  | 'PTIME'
  | 'SETUP'
  | 'SEVERAL_TRACKS'
  | 'TRANSPORT';

/** Something about one line of an SDP, and what to do about it. */
export interface SdpNote<Code extends string> {
  readonly code: Code;
  /** Of the text as it was given, from 1. Where a line is missing: the line that it belongs to. */
  readonly line: number;
  /** The line itself, without keys and passwords. */
  readonly text: string;
  readonly message: string;
}

export type SdpProblem = SdpNote<SdpProblemCode>;
export type SdpWarning = SdpNote<SdpWarningCode>;

export interface CheckedSdp {
  /** The text with its line ends mended (RFC 8866 §5: CRLF, after the last line too). */
  readonly sdp: string;
  /** Meta would refuse the SDP for each of these. */
  readonly problems: readonly SdpProblem[];
  /** Meta takes it, but the call may suffer. Empty when there are problems with parsing. */
  readonly warnings: readonly SdpWarning[];
}
