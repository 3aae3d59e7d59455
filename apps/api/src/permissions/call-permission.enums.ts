import { registerEnumType } from '@nestjs/graphql';
import {
  type EntryKind,
  ENTRY_KINDS,
  NEXT_STEPS,
  type NextStep,
  PERMISSION_SOURCES,
  PERMISSION_STATES,
  type PermissionSource,
  type PermissionState,
  type PermissionStatus,
} from '#patchbay/permissions';

function enumOf<Word extends string>(words: readonly Word[]): { readonly [W in Word]: W } {
  return Object.fromEntries(words.map((word) => [word, word])) as { readonly [W in Word]: W };
}

export const CallPermissionStateEnum = enumOf<PermissionState>(PERMISSION_STATES);
registerEnumType(CallPermissionStateEnum, {
  name: 'CallPermissionState',
  description: 'What a consumer allows a number; clients must bear values that are added.',
});

export const CallPermissionStatusEnum = enumOf<PermissionStatus>([
  'NONE',
  'TEMPORARY',
  'PERMANENT',
]);
registerEnumType(CallPermissionStatusEnum, {
  name: 'CallPermissionStatus',
  description: 'Whether a number may call a consumer now.',
});

export const CallPermissionSourceEnum = enumOf<PermissionSource>(PERMISSION_SOURCES);
registerEnumType(CallPermissionSourceEnum, {
  name: 'CallPermissionSource',
  description: 'How a permission came, or went.',
});

export const CallPermissionStepEnum = enumOf<NextStep>(NEXT_STEPS);
registerEnumType(CallPermissionStepEnum, {
  name: 'CallPermissionStep',
  description: 'What happens next; clients must bear values that are added.',
});

export const CallPermissionEntryKindEnum = enumOf<EntryKind>(ENTRY_KINDS);
registerEnumType(CallPermissionEntryKindEnum, {
  name: 'CallPermissionEntryKind',
  description: 'What a line of the ledger says.',
});
