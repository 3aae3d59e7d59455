import { payloadTypeOf, type SdpMedia } from './session-description.js';

/** What a business's audio may be coded with. */
export type Codec = 'OPUS' | 'PCMA' | 'PCMU';

/** Codecs a number's settings may add to Opus. */
export type AdditionalCodec = Exclude<Codec, 'OPUS'>;

/** `encoding`: as a=rtpmap writes it. `clockHz`: ticks a second of the RTP timestamp. */
export const CODECS = {
  OPUS: { encoding: 'opus/48000/2', clockHz: 48_000, payloadType: 111 },
  // RFC 3551 table 4 fixes the numbers of G.711.
  PCMA: { encoding: 'PCMA/8000', clockHz: 8000, payloadType: 8 },
  PCMU: { encoding: 'PCMU/8000', clockHz: 8000, payloadType: 0 },
} as const satisfies Record<Codec, object>;

/** Key presses: RFC 4733 events, counted in 8000 units a second whatever the audio's clock is. */
export const DTMF = { encoding: 'telephone-event/8000', payloadType: 126 } as const;

/** RFC 3551: these two need no a=rtpmap line. */
function typeOf(media: SdpMedia, codec: Codec): number | undefined {
  const mapped = payloadTypeOf(media, CODECS[codec].encoding.toLowerCase());
  if (mapped !== undefined || codec === 'OPUS') return mapped;
  const { payloadType } = CODECS[codec];
  return media.payloadTypes.includes(payloadType) ? payloadType : undefined;
}

/** Which numbers mean which codec on a call. */
export interface AudioFormats {
  /** What Meta's side sends: the codec the business named first. */
  readonly send: { readonly codec: Codec; readonly payloadType: number };
  /** What the business may send. */
  readonly receive: ReadonlyMap<number, Codec>;
  readonly dtmf: number;
}

/** Opus alone. */
export function opusFormats(payloadType: number, dtmf: number = DTMF.payloadType): AudioFormats {
  return {
    send: { codec: 'OPUS', payloadType },
    receive: new Map([[payloadType, 'OPUS']]),
    dtmf,
  };
}

/**
 * What the business's media section and the number's codecs have in common; undefined when that is
 * nothing. Events are taken on 126 where the section names no number for them, as Meta does.
 */
export function commonFormats(
  media: SdpMedia,
  additional: readonly AdditionalCodec[],
): AudioFormats | undefined {
  const receive = new Map<number, Codec>();
  for (const codec of ['OPUS', ...additional] as const) {
    const payloadType = typeOf(media, codec);
    if (payloadType !== undefined) receive.set(payloadType, codec);
  }
  const payloadType = media.payloadTypes.find((type) => receive.has(type));
  const codec = payloadType === undefined ? undefined : receive.get(payloadType);
  if (payloadType === undefined || codec === undefined) return undefined;
  const dtmf = payloadTypeOf(media, DTMF.encoding) ?? DTMF.payloadType;
  return { send: { codec, payloadType }, receive, dtmf };
}
