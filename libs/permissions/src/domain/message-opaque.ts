import { encodeId, tryDecodeId } from '#patchbay/kernel';

const OURS = /^pbm1\.(cmsg_[0-9a-z]{26})$/;

/**
 * `biz_opaque_callback_data` of a message of ours. Meta echoes it in the message's statuses, which
 * joins a message whose answer we never got.
 */
export function messageOpaque(messageId: string): string {
  return `pbm1.${encodeId('callMessage', messageId)}`;
}

/** Our message's id in an echoed datum; undefined when the datum is not one of ours. */
export function messageIdInOpaque(opaque: string | undefined): string | undefined {
  const id = OURS.exec(opaque ?? '')?.[1];
  return id === undefined ? undefined : tryDecodeId('callMessage', id);
}
