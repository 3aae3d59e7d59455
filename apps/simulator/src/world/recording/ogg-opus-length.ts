/** The one format of recordings, greetings and voice messages. */
export const OGG_OPUS = 'audio/ogg; codecs=opus';

const CAPTURE = Buffer.from('OggS', 'ascii');
/** RFC 3533 §6: where a page says how many samples are complete with it. */
const GRANULE_AT = 6;
const PAGE_HEADER_BYTES = 27;
/** RFC 7845 §5.1: where the identification header says how many samples to skip. */
const PRE_SKIP_AT = 10;
/** Opus counts in 48 kHz samples whatever its input was. */
const SAMPLES_PER_MS = 48;

/** How long an Ogg Opus file plays, in milliseconds; undefined when it is none. */
export function lengthOfOggOpus(file: Buffer): number | undefined {
  const head = file.indexOf('OpusHead');
  const isWhole = head >= 0 && head + PRE_SKIP_AT + 2 <= file.length;
  if (!file.subarray(0, CAPTURE.length).equals(CAPTURE) || !isWhole) return undefined;
  const lastPage = file.lastIndexOf(CAPTURE);
  if (lastPage + PAGE_HEADER_BYTES > file.length) return undefined;
  const samples = Number(file.readBigInt64LE(lastPage + GRANULE_AT));
  return Math.max(0, samples - file.readUInt16LE(head + PRE_SKIP_AT)) / SAMPLES_PER_MS;
}
