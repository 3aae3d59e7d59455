import { Field, InputType } from '@nestjs/graphql';
import { IsOptional, Length, MaxLength } from 'class-validator';
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

interface Captures {
  readonly recording?: CallCaptureInput | null;
  readonly transcription?: CallCaptureInput | null;
}

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
