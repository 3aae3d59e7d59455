import type { SimCall } from '../call.js';

/** Who spoke; the recording has the business on the first channel and the customer on the second. */
interface Line {
  readonly speaker: 'Business' | 'Customer';
  readonly text: string;
}

/** Nobody's words are recognised here: a transcript says the same of every call. */
const LINES: readonly Line[] = [
  { speaker: 'Customer', text: 'Hello this is a simulated call' },
  { speaker: 'Business', text: 'Thank you for calling' },
];
const CONFIDENCE = 0.97;

interface Word {
  readonly word: string;
  readonly start: number;
  readonly end: number;
  readonly confidence: number;
  readonly lang: string;
}

/** Rounded to milliseconds. */
function secondsAt(value: number): number {
  return Math.round(value * 1000) / 1000;
}

function wordsOf(text: string, startSeconds: number, seconds: number): Word[] {
  const words = text.split(' ');
  const each = seconds / words.length;
  return words.map((word, i) => ({
    word,
    start: secondsAt(startSeconds + i * each),
    end: secondsAt(startSeconds + (i + 1) * each),
    confidence: CONFIDENCE,
    lang: 'en',
  }));
}

/** The JSON document of a call's transcript, in Meta's form. */
export function transcriptOf(call: SimCall, processedAt: Date): unknown {
  const { endedAtMs = 0, pickedUpAtMs = 0 } = call;
  const duration = secondsAt((endedAtMs - pickedUpAtMs) / 1000);
  const share = duration / LINES.length;
  const segments = LINES.map(({ speaker, text }, id) => ({
    id,
    speaker,
    channel: speaker === 'Business' ? 0 : 1,
    start: secondsAt(id * share),
    end: secondsAt((id + 1) * share),
    text,
    confidence: CONFIDENCE,
    words: wordsOf(text, id * share, share),
  }));
  return {
    metadata: {
      processed_at: processedAt.toISOString(),
      audio: { duration, sample_rate: 48_000, channels: 2, audio_format: 'ogg_opus' },
    },
    transcript: {
      text: LINES.map(({ text }) => text).join(' '),
      language: 'en',
      duration,
      confidence: CONFIDENCE,
      segments,
    },
  };
}
