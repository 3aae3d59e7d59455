export interface SdpAttribute {
  readonly name: string;
  readonly value: string;
}

export interface SdpMedia {
  readonly kind: string;
  readonly port: number;
  readonly protocol: string;
  readonly payloadTypes: readonly number[];
  readonly address: string | undefined;
  readonly attributes: readonly SdpAttribute[];
}

export interface SessionDescription {
  readonly attributes: readonly SdpAttribute[];
  readonly media: readonly SdpMedia[];
}

/** The text is no session description by RFC 8866. */
export class SdpSyntaxError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'SdpSyntaxError';
  }
}

interface Section {
  address: string | undefined;
  readonly attributes: SdpAttribute[];
}

interface MediaDraft extends Section {
  readonly kind: string;
  readonly port: number;
  readonly protocol: string;
  readonly payloadTypes: number[];
}

const LINE = /^([a-z])=(.*)$/;
const MEDIA = /^(\S+) (\d+)(?:\/\d+)? (\S+)((?: \S+)+)$/;
const CONNECTION = /^IN IP[46] ([^\s/]+)/;

function toAttribute(value: string): SdpAttribute {
  const colon = value.indexOf(':');
  if (colon === -1) return { name: value, value: '' };
  return { name: value.slice(0, colon), value: value.slice(colon + 1) };
}

function toMedia(value: string, address: string | undefined): MediaDraft {
  const match = MEDIA.exec(value);
  if (match === null) throw new SdpSyntaxError(`unreadable media line: m=${value.slice(0, 60)}`);
  return {
    kind: match[1] ?? '',
    port: Number(match[2]),
    protocol: match[3] ?? '',
    payloadTypes: (match[4] ?? '').trim().split(' ').map(Number),
    address,
    attributes: [],
  };
}

/** Reads a session description. Lines must end as RFC 8866 §5 says, with CRLF, the last one too. */
export function parseSdp(text: string): SessionDescription {
  if (!text.startsWith('v=0\r\n')) throw new SdpSyntaxError('must start with v=0 and CRLF');
  if (!text.endsWith('\r\n')) throw new SdpSyntaxError('must end with CRLF');
  const session: Section = { attributes: [], address: undefined };
  const media: MediaDraft[] = [];
  for (const line of text.slice(0, -2).split('\r\n')) {
    const [, type, value = ''] = LINE.exec(line) ?? [];
    if (type === undefined) throw new SdpSyntaxError(`unreadable line: ${line.slice(0, 60)}`);
    const section = media.at(-1) ?? session;
    if (type === 'm') media.push(toMedia(value, session.address));
    else if (type === 'a') section.attributes.push(toAttribute(value));
    else if (type === 'c') section.address = CONNECTION.exec(value)?.[1];
  }
  return { attributes: session.attributes, media };
}

/** All values of an attribute that hold for a media section: its own, else the session's. */
export function attributeValues(
  sdp: SessionDescription,
  media: SdpMedia,
  name: string,
): readonly string[] {
  const own = media.attributes.filter((attribute) => attribute.name === name);
  const chosen = own.length > 0 ? own : sdp.attributes.filter((a) => a.name === name);
  return chosen.map((attribute) => attribute.value);
}

/** The payload types of a media section with what each is mapped to, in the section's order. */
export function encodingsOf(
  media: SdpMedia,
): { readonly payloadType: number; readonly encoding: string }[] {
  return media.payloadTypes.flatMap((payloadType) => {
    const map = media.attributes.find(
      ({ name, value }) => name === 'rtpmap' && value.startsWith(`${payloadType} `),
    );
    return map === undefined ? [] : [{ payloadType, encoding: map.value.split(' ')[1] ?? '' }];
  });
}

/** The payload type that a media section maps to an encoding such as `opus/48000/2`. */
export function payloadTypeOf(media: SdpMedia, encoding: string): number | undefined {
  for (const { name, value } of media.attributes) {
    const [number = '', mapped = ''] = value.split(' ');
    const isMatch = name === 'rtpmap' && mapped.toLowerCase() === encoding;
    if (isMatch && media.payloadTypes.includes(Number(number))) return Number(number);
  }
  return undefined;
}

/** Joins lines as a session description wants them. */
export function sdpText(lines: readonly string[]): string {
  return `${lines.join('\r\n')}\r\n`;
}
