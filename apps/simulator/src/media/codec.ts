/** What a business's audio may be coded with. */
export type Codec = 'OPUS' | 'PCMA' | 'PCMU';

/** Codecs a number's settings may add to Opus. */
export type AdditionalCodec = Exclude<Codec, 'OPUS'>;
