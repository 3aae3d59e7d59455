import { registerEnumType } from '@nestjs/graphql';
import type {
  CallMessageForm,
  CallMessageOrigin,
  CallMessagePurpose,
  CallMessageState,
} from '#patchbay/permissions';

export const CallMessageFormEnum: { readonly [F in CallMessageForm]: F } = {
  FREE_FORM: 'FREE_FORM',
  TEMPLATE: 'TEMPLATE',
};
registerEnumType(CallMessageFormEnum, {
  name: 'ConsumerMessageForm',
  description:
    "In your own words, which needs an open conversation, or of an approved template, which doesn't.",
});

export const CallMessagePurposeEnum: { readonly [P in CallMessagePurpose]: P } = {
  PERMISSION_REQUEST: 'PERMISSION_REQUEST',
  CALL_BUTTON: 'CALL_BUTTON',
};
registerEnumType(CallMessagePurposeEnum, {
  name: 'ConsumerMessagePurpose',
  description: 'To ask for the permission to call, or to be called by a button.',
});

export const CallMessageOriginEnum: { readonly [O in CallMessageOrigin]: O } = {
  TENANT: 'TENANT',
  FIRST_CONTACT: 'FIRST_CONTACT',
};
registerEnumType(CallMessageOriginEnum, {
  name: 'ConsumerMessageOrigin',
  description: "Yours, or the number's button at a customer's first message.",
});

export const CallMessageStateEnum: { readonly [S in CallMessageState]: S } = {
  PENDING: 'PENDING',
  SENDING: 'SENDING',
  UNCONFIRMED: 'UNCONFIRMED',
  SENT: 'SENT',
  DELIVERED: 'DELIVERED',
  READ: 'READ',
  FAILED: 'FAILED',
  REFUSED: 'REFUSED',
  NOT_SENT: 'NOT_SENT',
};
registerEnumType(CallMessageStateEnum, {
  name: 'ConsumerMessageState',
  description:
    'UNCONFIRMED: Meta may have the message, so it is not sent again; a status may still tell. ' +
    'FAILED: Meta took it and could not deliver it. Bear values that are added.',
});
