import type { Clock } from '#patchbay/kernel';

const WINDOW_MS = 72 * 3_600_000;
/** Registrations and deregistrations of a number within 72 hours (Meta's error 133016). */
const MAX_ATTEMPTS = 10;
/** Meta gives no figure for wrong pins; ours. */
const MAX_WRONG_PINS = 5;
const PIN_BLOCK_MS = 3_600_000;

/** How often a number may be registered, and how often its pin may be wrong. */
export class RegistrationLimits {
  readonly #clock: Clock;
  readonly #attempts = new Map<string, number[]>();
  readonly #wrongPins = new Map<string, number[]>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Counts an attempt; false when there were too many within 72 hours. */
  admit(phoneNumberId: string): boolean {
    const recent = this.#within(this.#attempts, phoneNumberId, WINDOW_MS);
    if (recent.length >= MAX_ATTEMPTS) return false;
    recent.push(this.#clock.nowMs());
    return true;
  }

  /** Whether the pin was wrong so often that no guess is taken for now. */
  isPinBlocked(phoneNumberId: string): boolean {
    return this.#within(this.#wrongPins, phoneNumberId, PIN_BLOCK_MS).length >= MAX_WRONG_PINS;
  }

  countWrongPin(phoneNumberId: string): void {
    this.#within(this.#wrongPins, phoneNumberId, PIN_BLOCK_MS).push(this.#clock.nowMs());
  }

  forgetWrongPins(phoneNumberId: string): void {
    this.#wrongPins.delete(phoneNumberId);
  }

  #within(times: Map<string, number[]>, phoneNumberId: string, windowMs: number): number[] {
    const fromMs = this.#clock.nowMs() - windowMs;
    const recent = (times.get(phoneNumberId) ?? []).filter((atMs) => atMs > fromMs);
    times.set(phoneNumberId, recent);
    return recent;
  }
}
