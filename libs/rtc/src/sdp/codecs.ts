import { BadSdp } from './bad-sdp.js';
import { attributes, type MediaSection } from './sdp-lines.js';

/**
 * Payload types of the two formats we carry: Opus at 48 kHz and RFC 4733 events at 8 kHz, the only
 * event rate Meta knows.
 */
export interface Codecs {
  readonly opus: number;
  readonly dtmf: number | undefined;
}

/** The numbers of Meta's own offers; used where we are the first to speak. */
export const USUAL_CODECS: Codecs = { opus: 111, dtmf: 126 };

/** Reads the payload types from the m= and a=rtpmap lines. Opus must be among them. */
export function readCodecs(section: MediaSection): Codecs {
  const offered = new Set(section.media.split(' ').slice(3));
  const typeOf = (format: RegExp): number | undefined => {
    for (const value of attributes(section, 'rtpmap')) {
      const [payloadType, name] = value.split(/\s+/, 2);
      if (payloadType !== undefined && offered.has(payloadType) && format.test(name ?? '')) {
        return toPayloadType(payloadType);
      }
    }
    return undefined;
  };
  const opus = typeOf(/^opus\/48000\/2$/i);
  if (opus === undefined) throw new BadSdp('the SDP must list opus/48000/2');
  return { opus, dtmf: typeOf(/^telephone-event\/8000$/i) };
}

function toPayloadType(text: string): number {
  const payloadType = Number(text);
  if (!Number.isInteger(payloadType) || payloadType < 0 || payloadType > 127) {
    throw new BadSdp('an a=rtpmap line has no payload type between 0 and 127');
  }
  return payloadType;
}

/**
 * The lines that describe our codecs, the same on both legs since payloads pass through unchanged.
 * Meta takes packets of 20 ms only.
 */
export function codecLines({ opus, dtmf }: Codecs): string[] {
  const events =
    dtmf === undefined ? [] : [`a=rtpmap:${dtmf} telephone-event/8000`, `a=fmtp:${dtmf} 0-15`];
  return [
    `a=rtpmap:${opus} opus/48000/2`,
    `a=fmtp:${opus} minptime=10;useinbandfec=1`,
    ...events,
    'a=ptime:20',
    'a=maxptime:20',
  ];
}

/** The format list of an m= line. */
export function formats({ opus, dtmf }: Codecs): string {
  return dtmf === undefined ? String(opus) : `${opus} ${dtmf}`;
}
