import { BadSdp } from './bad-sdp.js';

/** One media description with the session lines that apply to it. */
export interface MediaSection {
  /** The value of the m= line. */
  readonly media: string;
  readonly session: readonly string[];
  readonly lines: readonly string[];
}

const MAX_CHARACTERS = 16 * 1024;

/**
 * Splits an SDP into its one media section. RFC 8866 ends lines with CRLF and wants parsers to take
 * a bare LF too. Meta allows one stream per call, and so do we on both legs.
 */
export function singleSection(sdp: string): MediaSection {
  if (sdp.length > MAX_CHARACTERS) throw new BadSdp(`the SDP is longer than ${MAX_CHARACTERS}`);
  const lines = sdp
    .split(/\r\n|\n|\r/)
    .map((line) => line.trimEnd())
    .filter((line) => line.length > 0);
  if (lines[0] !== 'v=0') throw new BadSdp('the SDP must start with v=0');
  const broken = lines.findIndex((line) => !/^[a-z]=/.test(line));
  if (broken >= 0) throw new BadSdp(`line ${broken + 1} of the SDP is not of the form x=...`);
  const starts = lines.flatMap((line, i) => (line.startsWith('m=') ? [i] : []));
  const [start] = starts;
  if (start === undefined || starts.length > 1) {
    throw new BadSdp(`the SDP must have exactly one m= line, it has ${starts.length}`);
  }
  return {
    media: lines[start]?.slice(2) ?? '',
    session: lines.slice(0, start),
    lines: lines.slice(start + 1),
  };
}

function valuesIn(lines: readonly string[], name: string): string[] {
  const prefix = `a=${name}:`;
  return lines.filter((line) => line.startsWith(prefix)).map((line) => line.slice(prefix.length));
}

/** Values of `a=<name>:`; those of the media level, else those of the session level. */
export function attributes(section: MediaSection, name: string): string[] {
  const own = valuesIn(section.lines, name);
  return own.length > 0 ? own : valuesIn(section.session, name);
}

/** Whether `a=<name>` is there, at either level. */
export function hasFlag(section: MediaSection, name: string): boolean {
  return section.lines.includes(`a=${name}`) || section.session.includes(`a=${name}`);
}

/** The address of the c= line that applies. */
export function connectionAddress(section: MediaSection): string | undefined {
  const line = [...section.lines, ...section.session].find((text) => text.startsWith('c='));
  return /^c=IN IP[46] ([^\s/]+)/.exec(line ?? '')?.[1];
}
