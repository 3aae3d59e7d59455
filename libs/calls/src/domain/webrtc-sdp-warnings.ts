import type { SdpWarning, SdpWarningCode } from './webrtc-sdp-note.js';
import {
  attributeLines,
  type SdpFormat,
  type SdpLine,
  shown,
  valueOf,
} from './webrtc-sdp-lines.js';
import { G711_CODECS, isG711, isOpus, type SdpCheck, unsureCodecs } from './webrtc-sdp-problems.js';

const TELEPHONE_EVENT = 'telephone-event/8000';
// RFC 8839 §5.4.
const MIN_UFRAG = 4;
const MIN_PASSWORD = 22;

function warning(code: SdpWarningCode, line: SdpLine, message: string): SdpWarning {
  return { code, line: line.number, text: shown(line), message };
}

/** What Meta takes and advises against, in the order of the lines. */
export function warningsOf(check: SdpCheck): SdpWarning[] {
  const always = [codecs, events, packetTimes, direction, tracks, transport, mid, payloadTypes];
  const ofKeying = check.keying === 'DTLS' ? [ice, setup, multiplexing] : [address];
  const rules = [...always, ...ofKeying];
  return rules.flatMap((rule) => rule(check)).sort((a, b) => a.line - b.line);
}

type Rule = (check: SdpCheck) => SdpWarning[];

const codecs: Rule = (check) => {
  const isWanted = (format: SdpFormat): boolean =>
    isOpus(format) ||
    format.encoding === TELEPHONE_EVENT ||
    G711_CODECS.some((codec) => isG711(format, codec));
  const extra = check.audio.formats
    .filter((format) => !isWanted(format))
    .map(({ line, encoding, payloadType }) => {
      const name = encoding === '' ? `payload type ${payloadType}` : encoding;
      return warning('EXTRA_CODEC', line, `Meta has no use for ${name}: leave it out`);
    });
  const hasOpus = check.audio.formats.some(isOpus);
  const unsure = hasOpus ? [] : unsureCodecs(check);
  const message = 'Meta takes G.711 only where audio.additional_codecs of the number has it';
  return [...extra, ...unsure.map(({ line }) => warning('CODEC_NOT_SURE', line, message))];
};

const events: Rule = ({ audio }) =>
  audio.formats.some(({ encoding }) => encoding === TELEPHONE_EVENT)
    ? []
    : [
        warning(
          'NO_TELEPHONE_EVENT',
          audio.media,
          'digits are sent as telephone-event/8000 (payload type 126) only: list it to get them',
        ),
      ];

const packetTimes: Rule = ({ audio }) => {
  const [packetTime] = attributeLines(audio, 'ptime');
  const [longest] = attributeLines(audio, 'maxptime');
  return [
    ...(packetTime !== undefined && valueOf(packetTime) !== '20'
      ? [warning('PTIME', packetTime, 'Meta wants packets of 20 ms: write a=ptime:20')]
      : []),
    ...(longest !== undefined && !(Number(valueOf(longest)) >= 20)
      ? [warning('PTIME', longest, 'packets of 20 ms must fit: a=maxptime must be 20 or more')]
      : []),
  ];
};

const direction: Rule = ({ audio }) =>
  ['sendonly', 'recvonly', 'inactive'].flatMap((name) =>
    attributeLines(audio, name).map((line) =>
      warning('DIRECTION', line, 'sound goes both ways: write a=sendrecv'),
    ),
  );

const tracks: Rule = ({ audio }) => {
  const lines = audio.lines.filter(({ text }) => text.startsWith('a=msid:'));
  return lines.slice(1).flatMap((line) => {
    const isAnother = valueOf(line) !== valueOf(lines[0] ?? line);
    return isAnother ? [warning('SEVERAL_TRACKS', line, 'Meta supports one track')] : [];
  });
};

const transport: Rule = ({ audio, keying }) =>
  keying === 'SDES' || audio.protocol === 'UDP/TLS/RTP/SAVPF'
    ? []
    : [warning('TRANSPORT', audio.media, 'the protocol should be UDP/TLS/RTP/SAVPF')];

const mid: Rule = ({ audio, keying, offered }) => {
  const wanted = offered && attributeLines(offered, 'mid')[0];
  if (wanted === undefined) return [];
  const [own] = attributeLines(audio, 'mid');
  // Servers without the grouping of RFC 9143 write no mid where keys are SDES.
  if (own === undefined && keying === 'SDES') return [];
  if (own !== undefined && valueOf(own) === valueOf(wanted)) return [];
  return [warning('MID', own ?? audio.media, `an answer repeats the offer’s ${wanted.text}`)];
};

/** RFC 3264 §6.1: an answer uses the numbers of the offer. */
const payloadTypes: Rule = ({ audio, offered }) => {
  if (offered === undefined) return [];
  return audio.formats.flatMap(({ encoding, payloadType, line }) => {
    const same = offered.formats.filter((format) => format.encoding === encoding);
    if (same.length === 0 || same.some((format) => format.payloadType === payloadType)) return [];
    const wanted = same[0]?.payloadType ?? payloadType;
    return [warning('PAYLOAD_TYPE', line, `the offer has payload type ${wanted} for ${encoding}`)];
  });
};

const ice: Rule = ({ audio }) => {
  const [ufrag] = attributeLines(audio, 'ice-ufrag');
  const [password] = attributeLines(audio, 'ice-pwd');
  const [lite] = attributeLines(audio, 'ice-lite');
  const hasBoth =
    (ufrag ? valueOf(ufrag).length : 0) >= MIN_UFRAG &&
    (password ? valueOf(password).length : 0) >= MIN_PASSWORD;
  const credentials = 'ICE needs a=ice-ufrag (4 characters) and a=ice-pwd (22 characters)';
  return [
    ...(hasBoth ? [] : [warning('ICE_CREDENTIALS', ufrag ?? audio.media, credentials)]),
    ...(lite === undefined
      ? []
      : [warning('ICE_LITE', lite, 'Meta is ice-lite: you must be a full ICE agent')]),
    ...(attributeLines(audio, 'candidate').length > 0
      ? []
      : [
          warning(
            'NO_CANDIDATES',
            audio.media,
            'no a=candidate line: gather candidates first, there is no way to send them later',
          ),
        ]),
  ];
};

const setup: Rule = ({ audio, role }) => {
  const [line] = attributeLines(audio, 'setup');
  const wanted = role === 'OFFER' ? 'actpass' : 'active';
  if (line !== undefined && valueOf(line) === wanted) return [];
  const message = `write a=setup:${wanted}: Meta does not begin DTLS by itself`;
  return [warning('SETUP', line ?? audio.media, message)];
};

const multiplexing: Rule = ({ audio }) =>
  attributeLines(audio, 'rtcp-mux').length > 0
    ? []
    : [warning('NO_RTCP_MUX', audio.media, 'RTP and RTCP share a port: write a=rtcp-mux')];

/** Without ICE the c= line alone says where the other side is. */
const address: Rule = ({ audio }) => {
  const isAddress = ({ text }: SdpLine): boolean => /^c=IN IP[46] [^\s/]+/.test(text);
  const message = 'write c=IN IP4 with the address of your media server';
  return [...audio.lines, ...audio.session].some(isAddress)
    ? []
    : [warning('NO_ADDRESS', audio.media, message)];
};
