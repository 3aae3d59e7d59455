import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { pooledRandomBytes } from './random-pool.js';

/** Key encryption keys by id; one is active, the others only open. */
export interface KeyRing {
  readonly activeKek: string;
  readonly keks: Readonly<Record<string, Buffer>>;
}

/** What a ciphertext belongs to. It is authenticated, so a value moved to another row won't open. */
export interface SealedFor {
  readonly tenantId: string;
  readonly table: string;
  readonly column: string;
  readonly rowId: string;
}

export class EnvelopeError extends Error {
  constructor(message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'EnvelopeError';
  }
}

const IV = 12;
const TAG = 16;

function seal(key: Buffer, plain: Buffer, aad: string): Buffer {
  const iv = pooledRandomBytes(IV);
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(aad));
  const body = Buffer.concat([cipher.update(plain), cipher.final()]);
  return Buffer.concat([iv, cipher.getAuthTag(), body]);
}

function open(key: Buffer, sealed: Buffer, aad: string): Buffer {
  // Without its length, a tag cut to four bytes would do, which can be guessed.
  const decipher = createDecipheriv('aes-256-gcm', key, sealed.subarray(0, IV), {
    authTagLength: TAG,
  })
    .setAAD(Buffer.from(aad))
    .setAuthTag(sealed.subarray(IV, IV + TAG));
  return Buffer.concat([decipher.update(sealed.subarray(IV + TAG)), decipher.final()]);
}

function aadOf(owner: SealedFor): string {
  return [owner.tenantId, owner.table, owner.column, owner.rowId].join('|');
}

/**
 * Envelope encryption: every value has its own random data key, sealed with the active key
 * encryption key; both with AES-256-GCM. Text form `v1:<kek id>:<sealed data key>:<sealed value>`,
 * base64url. Opening fails loudly on any changed byte, another row, or a key that is gone.
 */
export class Envelope {
  readonly #ring: KeyRing;

  constructor(ring: KeyRing) {
    if (ring.keks[ring.activeKek] === undefined) {
      throw new EnvelopeError(`the active key encryption key ${ring.activeKek} is not in the ring`);
    }
    this.#ring = ring;
  }

  seal(plain: string | Buffer, owner: SealedFor): string {
    const kekId = this.#ring.activeKek;
    const dataKey = randomBytes(32);
    const wrapped = seal(this.#kek(kekId), dataKey, `${kekId}|${aadOf(owner)}`);
    const body = seal(dataKey, Buffer.from(plain), aadOf(owner));
    return `v1:${kekId}:${wrapped.toString('base64url')}:${body.toString('base64url')}`;
  }

  open(text: string, owner: SealedFor): Buffer {
    const [version, kekId, wrapped, body] = text.split(':');
    if (version !== 'v1' || kekId === undefined || wrapped === undefined || body === undefined) {
      throw new EnvelopeError('not a sealed value');
    }
    try {
      const aad = aadOf(owner);
      const dataKey = open(this.#kek(kekId), Buffer.from(wrapped, 'base64url'), `${kekId}|${aad}`);
      return open(dataKey, Buffer.from(body, 'base64url'), aad);
    } catch (cause) {
      if (cause instanceof EnvelopeError) throw cause;
      throw new EnvelopeError('the sealed value does not open for this row', { cause });
    }
  }

  #kek(id: string): Buffer {
    const kek = this.#ring.keks[id];
    if (kek === undefined) throw new EnvelopeError(`there is no key encryption key ${id}`);
    return kek;
  }
}
