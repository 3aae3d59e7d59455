import { registerEnumType } from '@nestjs/graphql';
import type {
  CallControl,
  CallEventActor,
  CallState,
  DisconnectedBy,
  MediaMode,
} from '#patchbay/calls';

export const CallStateEnum: { readonly [S in CallState]: S } = {
  QUEUED: 'QUEUED',
  UNCONFIRMED: 'UNCONFIRMED',
  OFFERED: 'OFFERED',
  PRE_ACCEPTED: 'PRE_ACCEPTED',
  RINGING: 'RINGING',
  CONNECTING: 'CONNECTING',
  IN_PROGRESS: 'IN_PROGRESS',
  COMPLETED: 'COMPLETED',
  REJECTED: 'REJECTED',
  NO_ANSWER: 'NO_ANSWER',
  CANCELED: 'CANCELED',
  FAILED: 'FAILED',
  EXPIRED: 'EXPIRED',
};
registerEnumType(CallStateEnum, {
  name: 'CallState',
  valuesMap: {
    UNCONFIRMED: { description: 'Meta was asked to call, and we do not know whether it heard.' },
    EXPIRED: { description: 'Its answer window closed before it was answered.' },
  },
});

export const MediaModeEnum: { readonly [M in MediaMode]: M } = {
  TRUNK: 'TRUNK',
  SDES: 'SDES',
  PASSTHROUGH: 'PASSTHROUGH',
};
registerEnumType(MediaModeEnum, {
  name: 'MediaMode',
  description: "How the tenant's side of a call carries sound.",
  valuesMap: {
    SDES: { description: "The tenant's media server exchanges an SDES-SRTP SDP with us." },
    PASSTHROUGH: {
      description: 'The tenant, or an agent’s browser, speaks WebRTC with Meta; we only signal.',
    },
  },
});

export const CallEventActorEnum: { readonly [A in CallEventActor]: A } = {
  META: 'META',
  TENANT: 'TENANT',
  PLATFORM: 'PLATFORM',
  CONSUMER: 'CONSUMER',
  MEDIA: 'MEDIA',
};
registerEnumType(CallEventActorEnum, { name: 'CallEventActor' });

export const CallControlEnum: { readonly [C in CallControl]: C } = {
  PLATFORM: 'PLATFORM',
  FOREIGN: 'FOREIGN',
};
registerEnumType(CallControlEnum, {
  name: 'CallControl',
  description: 'Whose call it is.',
  valuesMap: {
    FOREIGN: { description: 'Another partner of the number placed or answered it.' },
  },
});

export const DisconnectedByEnum: { readonly [D in DisconnectedBy]: D } = {
  META: 'META',
  TENANT: 'TENANT',
  PLATFORM: 'PLATFORM',
  CONSUMER: 'CONSUMER',
};
registerEnumType(DisconnectedByEnum, { name: 'DisconnectedBy', description: 'Who ended a call.' });
