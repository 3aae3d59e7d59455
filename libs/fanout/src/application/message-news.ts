import { tenantKey } from '#patchbay/state';

/** "The tenant was told something." What it was told is in PostgreSQL. */
export interface MessageNews {
  readonly tenantId: string;
  readonly messageId: string;
  /** The call that it is about; null when it is about none. */
  readonly callId: string | null;
}

/** Where the news of a tenant's messages is published. */
export function newsTopic(tenantId: string): string {
  return tenantKey(tenantId, 'messages');
}
