import { Field, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import type { CallMediaKind, CallMediaState, CallMediaView } from '#patchbay/calls';
import { encodeId } from '#patchbay/kernel';
import { fileQuery } from './file-query.js';

export const CallMediaKindEnum: Readonly<Record<CallMediaKind, CallMediaKind>> = {
  RECORDING: 'RECORDING',
  TRANSCRIPT: 'TRANSCRIPT',
  VOICEMAIL: 'VOICEMAIL',
};
registerEnumType(CallMediaKindEnum, {
  name: 'CallMediaKind',
  description: 'What a file of a call is. More may come.',
});

export const CallMediaStateEnum: Readonly<Record<CallMediaState, CallMediaState>> = {
  PENDING: 'PENDING',
  STORED: 'STORED',
  LOST: 'LOST',
  EXPIRED: 'EXPIRED',
  DELETED: 'DELETED',
};
registerEnumType(CallMediaStateEnum, {
  name: 'CallMediaState',
  description: 'Where a file is. More may come.',
  valuesMap: {
    PENDING: { description: 'Meta has it, and it is being fetched.' },
    STORED: { description: 'It can be had at its url.' },
    LOST: { description: 'Meta does not have it, or it was damaged.' },
    EXPIRED: { description: 'Meta kept it no longer before it could be fetched.' },
    DELETED: { description: 'It was kept for as long as agreed, and is gone.' },
  },
});

/** A path of this API that opens a file. */
function pathOf(link: NonNullable<CallMediaView['link']>): string {
  return `/media/${encodeId('callMedia', link.fileId)}?${fileQuery(link)}`;
}

@ObjectType('CallMedia', { description: 'A recording, transcript or voice message of a call.' })
export class CallMediaType {
  @Field(() => String, { description: 'As `mediaId` in messages.' })
  readonly id!: string;

  @Field(() => CallMediaKindEnum)
  readonly kind!: CallMediaKind;

  @Field(() => CallMediaStateEnum)
  readonly state!: CallMediaState;

  @Field(() => String, { nullable: true })
  readonly mimeType!: string | null;

  @Field(() => Int, { nullable: true })
  readonly sizeBytes!: number | null;

  @Field(() => String, { nullable: true, description: 'SHA-256 of the contents, base64.' })
  readonly sha256!: string | null;

  @Field(() => Date, { description: 'When Meta had it.' })
  readonly occurredAt!: Date;

  @Field(() => Date, { nullable: true })
  readonly storedAt!: Date | null;

  @Field(() => Date, { nullable: true, description: 'When our copy is deleted.' })
  readonly deleteAt!: Date | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Path on this API. It works until `urlExpiresAt`, for whoever has it, also for a part of the file ' +
      '(`Range`): fetch it, do not store it. Null unless STORED.',
  })
  readonly url!: string | null;

  @Field(() => Date, { nullable: true })
  readonly urlExpiresAt!: Date | null;

  static from({ id, link, ...view }: CallMediaView): CallMediaType {
    return Object.assign(new CallMediaType(), view, {
      id: encodeId('callMedia', id),
      url: link && pathOf(link),
      urlExpiresAt: link?.until ?? null,
    });
  }
}
