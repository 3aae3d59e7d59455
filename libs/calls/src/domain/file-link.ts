import { equalsInConstantTime, hmacSha256 } from '#patchbay/kernel';

/** Opens one file for whoever has it, until its end. */
export interface FileLink {
  readonly tenantId: string;
  readonly fileId: string;
  readonly until: Date;
  readonly signature: string;
}

/** As long as Meta's own addresses work. */
const LINK_MS = 5 * 60_000;

/** Makes and checks the links to one kind of files: a link to one kind opens no other. */
export class FileLinks {
  readonly #key: Buffer;
  readonly #kind: string;

  constructor(key: Buffer, kind: string) {
    this.#key = key;
    this.#kind = kind;
  }

  make(tenantId: string, fileId: string, now: Date): FileLink {
    return this.#until(tenantId, fileId, new Date(now.getTime() + LINK_MS));
  }

  /** Whether a link is ours, as it was made, and not over. */
  isGood({ tenantId, fileId, until, signature }: FileLink, now: Date): boolean {
    const ours = this.#until(tenantId, fileId, until);
    const isOurs = equalsInConstantTime(ours.signature, signature);
    return isOurs && until > now;
  }

  #until(tenantId: string, fileId: string, until: Date): FileLink {
    const seconds = Math.floor(until.getTime() / 1000);
    const text = `${this.#kind} link|${tenantId}|${fileId}|${seconds}`;
    const signature = hmacSha256(this.#key, text).toString('base64url');
    return { tenantId, fileId, until: new Date(seconds * 1000), signature };
  }
}
