/** A line of an SDP, with its number in the text as the tenant wrote it, from 1. */
export interface SdpLine {
  readonly number: number;
  readonly text: string;
}

export interface SdpFormat {
  readonly payloadType: number;
  /** As `a=rtpmap` writes it, in small letters: `opus/48000/2`. */
  readonly encoding: string;
  /** The line that says so. */
  readonly line: SdpLine;
}

/** The one audio stream of an SDP, with the session's lines that hold for it. */
export interface SdpAudio {
  readonly media: SdpLine;
  readonly protocol: string;
  readonly session: readonly SdpLine[];
  readonly lines: readonly SdpLine[];
  readonly formats: readonly SdpFormat[];
}

export interface UnreadableSdp {
  readonly problem: {
    readonly code: 'NOT_PARSEABLE' | 'NO_AUDIO' | 'SEVERAL_STREAMS';
    readonly line: SdpLine | undefined;
    readonly message: string;
  };
}

/** RFC 3551 §6: what these numbers mean when no a=rtpmap says it. */
const STATIC_ENCODINGS: Readonly<Record<string, string>> = {
  '0': 'pcmu/8000',
  '3': 'gsm/8000',
  '8': 'pcma/8000',
  '9': 'g722/8000',
  '13': 'cn/8000',
  '18': 'g729/8000',
};

const MEDIA = /^m=(\S+) (\d{1,5})(?:\/\d+)? (\S+)((?: \S+)+)$/;
const LONGEST_SHOWN = 200;

/**
 * The lines of a text whatever they end with: CRLF, LF, CR, or the two characters of an escape that
 * was escaped twice on its way here. Empty lines are left out, and counted.
 */
export function mendedLines(text: string): SdpLine[] {
  const isEscaped = !/[\r\n]/.test(text) && /\\n|\\r/.test(text);
  return text
    .split(isEscaped ? /\\r\\n|\\n|\\r/ : /\r\n|\n|\r/)
    .map((line, index) => ({ number: index + 1, text: line }))
    .filter((line) => line.text.trim().length > 0);
}

/** A line as it may be shown: whole, but for keys and passwords. */
export function shown(line: SdpLine | undefined): string {
  const text = line?.text ?? '';
  return text
    .replace(/inline:\S+/g, 'inline:***')
    .replace(/^(a=ice-pwd:).*$/, '$1***')
    .slice(0, LONGEST_SHOWN);
}

/** Reads the audio stream, or says which line makes that impossible (RFC 8866 §5). */
export function readAudio(lines: readonly SdpLine[]): SdpAudio | UnreadableSdp {
  const [first] = lines;
  if (first?.text !== 'v=0') return unreadable(first, 'an SDP begins with the line v=0');
  const odd = lines.find(({ text }) => !/^[a-z]=/.test(text));
  if (odd !== undefined) return unreadable(odd, 'every line must have the form x=…');
  const starts = lines.flatMap(({ text }, index) => (text.startsWith('m=') ? [index] : []));
  const [start, second] = starts;
  if (start === undefined) return noAudio(lines.at(-1), NO_MEDIA);
  if (second !== undefined && isAudio(lines[start])) {
    const message = 'Meta takes one stream only: leave every other m= section out';
    return { problem: { code: 'SEVERAL_STREAMS', line: lines[second], message } };
  }
  return readSection(lines, start);
}

function isAudio(line: SdpLine | undefined): boolean {
  return line?.text.startsWith('m=audio ') === true;
}

function readSection(lines: readonly SdpLine[], start: number): SdpAudio | UnreadableSdp {
  const media = lines[start] ?? { number: 1, text: '' };
  const match = MEDIA.exec(media.text);
  if (match === null) return unreadable(media, 'write it as m=audio <port> <protocol> <formats>');
  const [, kind, port, protocol = '', formats = ''] = match;
  if (kind !== 'audio') return noAudio(media, NO_MEDIA);
  if (Number(port) === 0) return noAudio(media, 'port 0 declines the stream: give its port, or 9');
  const own = lines.slice(start + 1);
  return {
    media,
    protocol,
    session: lines.slice(0, start),
    lines: own,
    formats: formatsOf(media, own, formats.trim().split(' ')),
  };
}

const NO_MEDIA = 'an m=audio section is needed';

function unreadable(line: SdpLine | undefined, message: string): UnreadableSdp {
  return { problem: { code: 'NOT_PARSEABLE', line, message } };
}

function noAudio(line: SdpLine | undefined, message: string): UnreadableSdp {
  return { problem: { code: 'NO_AUDIO', line, message } };
}

function formatsOf(
  media: SdpLine,
  lines: readonly SdpLine[],
  payloadTypes: readonly string[],
): SdpFormat[] {
  return payloadTypes.flatMap((payloadType) => {
    const prefix = `a=rtpmap:${payloadType} `;
    const maps = lines.filter(({ text }) => text.startsWith(prefix));
    const format = (encoding: string, line: SdpLine): SdpFormat => ({
      payloadType: Number(payloadType),
      encoding: encoding.trim().toLowerCase(),
      line,
    });
    if (maps.length === 0) return [format(STATIC_ENCODINGS[payloadType] ?? '', media)];
    // Where two lines contradict each other, nobody knows which of them Meta believes.
    return maps.map((line) => format(line.text.slice(prefix.length), line));
  });
}

/** Lines `a=<name>` and `a=<name>:…` that hold for the stream: its own, else the session's. */
export function attributeLines(audio: SdpAudio, name: string): readonly SdpLine[] {
  const named = ({ text }: SdpLine): boolean =>
    text === `a=${name}` || text.startsWith(`a=${name}:`);
  const own = audio.lines.filter(named);
  return own.length > 0 ? own : audio.session.filter(named);
}

/** What stands behind `a=<name>:`. */
export function valueOf(line: SdpLine): string {
  const colon = line.text.indexOf(':');
  return colon === -1 ? '' : line.text.slice(colon + 1).trim();
}
