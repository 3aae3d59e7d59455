import type { CheckedSdp, SdpExpectation, SdpNote } from './webrtc-sdp-note.js';
import { mendedLines, readAudio, type SdpLine, shown } from './webrtc-sdp-lines.js';
import { codecProblems, problemsOf } from './webrtc-sdp-problems.js';
import { warningsOf } from './webrtc-sdp-warnings.js';

/** Nothing real is longer: an offer of a browser with all its candidates has some 6,000. */
const MAX_CHARACTERS = 64 * 1024;

/**
 * Holds a tenant's SDP against what Meta takes, before Meta sees it. Problems are what Meta refuses
 * (error 100, "SDP validation"): nothing else may cost a tenant a call. Whatever else Meta advises
 * against is a warning. The type of the certificate's key (RSA or ECDSA) stands in no SDP and cannot
 * be told here. Pure; sources: Meta's pages "Integration patterns" (media guidelines), "FAQs"
 * (codecs, streams, tracks, fingerprint, line ends); RFC 8866, 8122, 4568.
 */
export function checkSdp(text: string, expectation: SdpExpectation): CheckedSdp {
  if (text.length > MAX_CHARACTERS) {
    const message = `the SDP may have at most ${MAX_CHARACTERS} characters`;
    return { sdp: '', problems: [note('NOT_PARSEABLE', undefined, message)], warnings: [] };
  }
  const lines = mendedLines(text);
  const sdp = `${lines.map((line) => line.text).join('\r\n')}\r\n`;
  const audio = readAudio(lines);
  if ('problem' in audio) {
    const { code, line, message } = audio.problem;
    return { sdp, problems: [note(code, line, message)], warnings: [] };
  }
  const offered = expectation.offer === undefined ? undefined : offeredAudio(expectation.offer);
  const check = { ...expectation, audio, offered };
  return {
    sdp,
    problems: [...problemsOf(check), ...codecProblems(check)],
    warnings: warningsOf(check),
  };
}

function offeredAudio(offer: string) {
  const audio = readAudio(mendedLines(offer));
  return 'problem' in audio ? undefined : audio;
}

function note<Code extends string>(
  code: Code,
  line: SdpLine | undefined,
  message: string,
): SdpNote<Code> {
  return { code, line: line?.number ?? 1, text: shown(line), message };
}
