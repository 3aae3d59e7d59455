/**
 * The five actions of `POST /{phone-number-id}/calls`.
 * https://developers.facebook.com/docs/whatsapp/cloud-api/calling/reference
 */
export type CallAction =
  | {
      readonly action: 'connect';
      readonly to?: string;
      readonly recipient?: string;
      readonly sdp: string;
      readonly bizOpaqueCallbackData: string;
    }
  | { readonly action: 'pre_accept' | 'accept'; readonly wacid: string; readonly sdp: string }
  | { readonly action: 'reject' | 'terminate'; readonly wacid: string };

/** The JSON body of an action, as Meta documents it. */
export function callActionBody(call: CallAction): Record<string, unknown> {
  const head = { messaging_product: 'whatsapp', action: call.action };
  switch (call.action) {
    case 'connect':
      return {
        ...head,
        ...(call.to === undefined ? {} : { to: call.to }),
        ...(call.recipient === undefined ? {} : { recipient: call.recipient }),
        session: { sdp_type: 'offer', sdp: call.sdp },
        biz_opaque_callback_data: call.bizOpaqueCallbackData,
      };
    case 'pre_accept':
    case 'accept':
      return {
        ...head,
        call_id: call.wacid,
        session: { sdp_type: 'answer', sdp: call.sdp },
      };
    case 'reject':
    case 'terminate':
      return { ...head, call_id: call.wacid };
  }
}
