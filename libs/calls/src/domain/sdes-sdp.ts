import { badInput } from '#patchbay/kernel';

/**
 * The least that an SDP of the tenant's must have before a media node looks at it: one audio stream
 * over SRTP with a key (RFC 4568). Line ends are mended (RFC 8866 §5 wants CRLF). Throws
 * BAD_USER_INPUT that names what is missing.
 */
export function checkedSdes(field: string, text: string): string {
  const lines = text.split(/\r\n|\n|\r/).filter((line) => line.length > 0);
  const audio = lines.filter((line) => line.startsWith('m=audio '));
  if (!lines[0]?.startsWith('v=0')) throw badInput(field, 'must be an SDP that begins with v=0');
  if (audio.length !== 1) throw badInput(field, 'must have exactly one m=audio line');
  if (!audio[0]?.includes(' RTP/SAVP')) {
    throw badInput(field, `must offer RTP/SAVP (SDES), not "${audio[0] ?? ''}"`);
  }
  if (!lines.some((line) => line.startsWith('a=crypto:'))) {
    throw badInput(field, 'must have an a=crypto line with AES_CM_128_HMAC_SHA1_80');
  }
  return `${lines.join('\r\n')}\r\n`;
}
