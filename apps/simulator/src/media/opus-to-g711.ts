import type { Codec } from './codec.js';
import { encodeG711 } from './g711.js';
import { OpusDecoder } from './opus.js';

/** WhatsApp's apps speak Opus only; towards a business on G.711 Meta transcodes. */
export class OpusToG711 {
  #decoder: OpusDecoder | undefined;

  /** A payload of Opus in the call's codec. */
  take(payload: Buffer, codec: Codec): Buffer {
    if (codec === 'OPUS') return payload;
    this.#decoder ??= new OpusDecoder();
    return encodeG711(codec, this.#decoder.decode(payload));
  }

  close(): void {
    this.#decoder?.close();
    this.#decoder = undefined;
  }
}
