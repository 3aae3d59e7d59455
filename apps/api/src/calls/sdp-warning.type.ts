import { Field, Int, ObjectType } from '@nestjs/graphql';

@ObjectType('SdpWarning', {
  description: 'Something in an SDP that Meta takes, but that a call may suffer from.',
})
export class SdpWarningType {
  @Field(() => String, { description: 'Such as `PTIME`; readers must bear others.' })
  readonly code!: string;

  @Field(() => Int, { description: 'Of the SDP as it was given, from 1.' })
  readonly line!: number;

  @Field(() => String, { description: 'The line, without keys.' })
  readonly text!: string;

  @Field(() => String, { description: 'What to do about it.' })
  readonly message!: string;
}
