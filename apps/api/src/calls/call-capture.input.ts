import { Field, InputType } from '@nestjs/graphql';
import { Type } from 'class-transformer';
import { IsOptional, Length, MaxLength, ValidateNested } from 'class-validator';
import type { CapturesInput } from '#patchbay/calls';

@InputType('CallCaptureInput', {
  description:
    "Meta's own recording or transcript of a call; both sides are told the purpose first.",
})
export class CallCaptureInput {
  @Field(() => String, { description: 'Why: announced to both sides. At most 250 characters.' })
  @Length(1, 250)
  readonly purpose!: string;

  @Field(() => String, { nullable: true, description: "Such as `pt` or `en_GB`: one of Meta's." })
  @IsOptional()
  @MaxLength(10)
  readonly announcementLanguage?: string | null;
}

/** What a tenant may give with a call that it places or accepts. */
@InputType({ isAbstract: true })
export abstract class CallWithCapturesInput {
  @Field(() => String, { nullable: true, description: 'Comes back in every event of the call.' })
  @IsOptional()
  @MaxLength(512)
  readonly bizOpaqueCallbackData?: string | null;

  @Field(() => CallCaptureInput, { nullable: true, description: 'Meta records the call.' })
  @IsOptional()
  @Type(() => CallCaptureInput)
  @ValidateNested()
  readonly recording?: CallCaptureInput | null;

  @Field(() => CallCaptureInput, { nullable: true, description: 'Meta writes the call down.' })
  @IsOptional()
  @Type(() => CallCaptureInput)
  @ValidateNested()
  readonly transcription?: CallCaptureInput | null;

  @Field(() => String, { nullable: true })
  @IsOptional()
  @Length(1, 255)
  readonly idempotencyKey?: string | null;
}

type Captures = Pick<CallWithCapturesInput, 'recording' | 'transcription'>;

function captureInput({ purpose, announcementLanguage }: CallCaptureInput) {
  return { purpose, ...(announcementLanguage != null && { announcementLanguage }) };
}

/** What Meta is asked to keep, as the use cases take it. */
export function capturesInput({ recording, transcription }: Captures): CapturesInput {
  return {
    ...(recording && { recording: captureInput(recording) }),
    ...(transcription && { transcription: captureInput(transcription) }),
  };
}
