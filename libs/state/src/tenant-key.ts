import { isUuid } from '#patchbay/kernel';

const PART = /^[A-Za-z0-9_.-]+$/;

/**
 * The name of a tenant's key or topic: `t:{<tenantId>}:<part>:<part>`. The braces are Redis's hash
 * tag (https://redis.io/docs/latest/operate/oss_and_stack/reference/cluster-spec/#hash-tags): all
 * keys of a tenant live in one slot, so one script may touch several. A part may hold letters,
 * digits, `_`, `.` and `-` only; hash or encode anything else first.
 */
export function tenantKey(tenantId: string, ...parts: readonly [string, ...string[]]): string {
  if (!isUuid(tenantId)) throw new Error('a tenant key needs a tenant id (a lower-case UUID)');
  for (const part of parts) {
    if (!PART.test(part)) {
      throw new Error(
        'a part of a tenant key may hold only letters, digits, "_", "." and "-": encode it first',
      );
    }
  }
  return `t:{${tenantId}}:${parts.join(':')}`;
}
