import { encodeId, tryDecodeId } from '#patchbay/kernel';

/** The most that a tenant may add: Meta takes 512 characters, ours need some of them. */
export const MAX_TENANT_DATA = 460;

const OURS = /^pb1\.(call_[0-9a-z]{26})\./;

/**
 * `biz_opaque_callback_data` of a call that we place: `pb1.<call id>.<the tenant's own data>`. Meta
 * echoes it in every webhook of the call, which joins a call whose `connect` answer we never got.
 */
export function toOpaque(callId: string, tenantData: string | null): string {
  return `pb1.${encodeId('call', callId)}.${tenantData ?? ''}`;
}

/** Our call's id in an echoed datum; undefined when the datum is not one of ours. */
export function callIdInOpaque(opaque: string | undefined): string | undefined {
  const id = OURS.exec(opaque ?? '')?.[1];
  return id === undefined ? undefined : tryDecodeId('call', id);
}

/** The tenant's own part of an echoed datum; undefined when the tenant has added nothing. */
export function tenantDataInOpaque(opaque: string | undefined): string | undefined {
  const data = callIdInOpaque(opaque) === undefined ? opaque : opaque?.replace(OURS, '');
  return data === '' ? undefined : data;
}
