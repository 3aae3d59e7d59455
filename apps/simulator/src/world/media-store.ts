import { createHash, randomBytes, randomInt } from 'node:crypto';
import type { Clock } from '#patchbay/kernel';

const DAY_MS = 86_400_000;
/** Recordings and transcripts are kept for 7 days. */
export const RECORDING_KEPT_MS = 7 * DAY_MS;
/** Other media for 30. */
export const UPLOAD_KEPT_MS = 30 * DAY_MS;
/** A download URL works for 5 minutes; then it is asked for again by the medium's id. */
export const URL_VALID_MS = 300_000;

export interface NewMedium {
  readonly wabaId: string;
  readonly phoneNumberId: string;
  readonly mimeType: string;
  readonly content: Buffer;
  /** Undefined: until it is removed. */
  readonly keptMs: number | undefined;
  readonly useCase?: string | undefined;
  readonly description?: string | undefined;
}

export interface StoredMedium extends NewMedium {
  readonly id: string;
  /** Base64, not hex. */
  readonly sha256: string;
  readonly storedAtMs: number;
}

interface DownloadUrl {
  readonly mediaId: string;
  readonly expiresAtMs: number;
}

/** Media that Meta keeps: greetings a business uploads, recordings and transcripts of calls. */
export class MediaStore {
  readonly #clock: Clock;
  readonly #media = new Map<string, StoredMedium>();
  readonly #urls = new Map<string, DownloadUrl>();
  #baseUrl = 'http://127.0.0.1';

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Where downloads are served; known once the listener is up. */
  setBaseUrl(url: string): void {
    // A wildcard address is no destination.
    this.#baseUrl = url.replace('//0.0.0.0', '//127.0.0.1');
  }

  put(medium: NewMedium): StoredMedium {
    this.#forget();
    const stored: StoredMedium = {
      ...medium,
      // 15 digits: as a JSON number, which settings use, none is lost.
      id: `9${String(randomInt(10 ** 14)).padStart(14, '0')}`,
      sha256: createHash('sha256').update(medium.content).digest('base64'),
      storedAtMs: this.#clock.nowMs(),
    };
    this.#media.set(stored.id, stored);
    return stored;
  }

  find(id: string): StoredMedium | undefined {
    const medium = this.#media.get(id);
    return medium === undefined || this.#isOver(medium) ? undefined : medium;
  }

  remove(id: string): void {
    this.#media.delete(id);
  }

  /** A fresh download URL. */
  urlOf({ id }: StoredMedium): string {
    const key = randomBytes(12).toString('base64url');
    const expiresAtMs = this.#clock.nowMs() + URL_VALID_MS;
    this.#urls.set(key, { mediaId: id, expiresAtMs });
    const query = new URLSearchParams({
      mid: id,
      ext: String(Math.floor(expiresAtMs / 1000)),
      hash: key,
    });
    return `${this.#baseUrl}/v26.0/whatsapp_business/attachments?${query.toString()}`;
  }

  /** What a URL's hash leads to; undefined when it is unknown or over. */
  download(key: string): StoredMedium | undefined {
    const url = this.#urls.get(key);
    if (url === undefined || url.expiresAtMs <= this.#clock.nowMs()) return undefined;
    return this.find(url.mediaId);
  }

  #isOver({ keptMs, storedAtMs }: StoredMedium): boolean {
    return keptMs !== undefined && storedAtMs + keptMs <= this.#clock.nowMs();
  }

  #forget(): void {
    const nowMs = this.#clock.nowMs();
    for (const [id, medium] of this.#media) if (this.#isOver(medium)) this.#media.delete(id);
    for (const [key, url] of this.#urls) if (url.expiresAtMs <= nowMs) this.#urls.delete(key);
  }
}
