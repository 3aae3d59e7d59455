import { badInput } from '#patchbay/kernel';
import { CAPTURE_LANGUAGES } from '#patchbay/meta';
import type { CallOptions, NativeCapture } from '../persistence/call.repository.js';

/** Meta's limit, in characters. */
const MAX_PURPOSE = 250;

/** What a tenant may ask Meta to keep of a call. */
export interface CaptureInput {
  readonly purpose: string;
  readonly announcementLanguage?: string | undefined;
}

export interface CapturesInput {
  readonly recording?: CaptureInput | undefined;
  readonly transcription?: CaptureInput | undefined;
}

function checked(field: string, input: CaptureInput): NativeCapture {
  const { announcementLanguage } = input;
  const purpose = input.purpose.trim();
  if (purpose === '' || purpose.length > MAX_PURPOSE) {
    throw badInput(`${field}.purpose`, `must have 1 to ${MAX_PURPOSE} characters: Meta tells it`);
  }
  const languages: readonly string[] = CAPTURE_LANGUAGES;
  if (announcementLanguage !== undefined && !languages.includes(announcementLanguage)) {
    throw badInput(`${field}.announcementLanguage`, `must be one of ${languages.join(', ')}`);
  }
  return { purpose, ...(announcementLanguage !== undefined && { announcementLanguage }) };
}

/** The options of a call, as Meta takes them; undefined for none. Throws BAD_USER_INPUT. */
export function checkedCaptures({
  recording,
  transcription,
}: CapturesInput): CallOptions | undefined {
  if (recording === undefined && transcription === undefined) return undefined;
  return {
    ...(recording && { recording: checked('recording', recording) }),
    ...(transcription && { transcription: checked('transcription', transcription) }),
  };
}
