import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/** Compares two texts without telling by its timing where they differ. */
export function equalsInConstantTime(a: string, b: string): boolean {
  const left = createHash('sha256').update(a).digest();
  const right = createHash('sha256').update(b).digest();
  return timingSafeEqual(left, right);
}

export function sha256Hex(bytes: string | Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

export function hmacSha256(key: string | Buffer, bytes: string | Buffer): Buffer {
  return createHmac('sha256', key).update(bytes).digest();
}
