import type { MediaPacket, PayloadKind } from './leg.js';
import type { Codecs } from './sdp/codecs.js';
import type { IncomingRtp } from './srtp/srtp-receiver.js';

/**
 * The payload types of one leg, each way. RFC 3264 §6.1: each side is sent the numbers of its own
 * SDP; they are the same nearly always, and a peer that mixes them up is still understood.
 */
export class PayloadTypes {
  readonly #remote: Codecs;
  readonly #kinds: ReadonlyMap<number, PayloadKind>;

  constructor(local: Codecs, remote: Codecs) {
    this.#remote = remote;
    const kinds = new Map<number, PayloadKind>();
    for (const { opus, dtmf } of [remote, local]) {
      if (dtmf !== undefined) kinds.set(dtmf, 'dtmf');
      kinds.set(opus, 'opus');
    }
    this.#kinds = kinds;
  }

  /** The number to send a format with; undefined when the peer did not agree to it. */
  toSend(kind: PayloadKind): number | undefined {
    return this.#remote[kind];
  }

  /** What a packet carries; undefined for a format that was not agreed. */
  read({ header, index, payload }: IncomingRtp): MediaPacket | undefined {
    const kind = this.#kinds.get(header.payloadType);
    if (kind === undefined) return undefined;
    const { ssrc, timestamp, marker } = header;
    return { kind, ssrc, index, timestamp, marker, payload };
  }
}
