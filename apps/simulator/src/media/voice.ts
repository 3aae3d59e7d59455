type Say = (payload: Buffer) => void;

/**
 * A voice from outside, such as a browser's microphone: whoever holds it pushes one Opus payload
 * every 20 ms, and it leaves at once.
 */
export class ExternalVoice {
  #say: Say | undefined;

  /** Says 20 ms; goes nowhere while no call uses the voice. */
  push(payload: Buffer): void {
    this.#say?.(payload);
  }

  /** The line that speaks with this voice; undefined when it took another one. */
  attach(say: Say | undefined): void {
    this.#say = say;
  }
}

/**
 * What a user says: numbered frames, by which every packet is found again; a tone of 440 Hz; silence;
 * or what somebody else pushes.
 */
export type Voice = 'frames' | 'tone' | 'silence' | ExternalVoice;
