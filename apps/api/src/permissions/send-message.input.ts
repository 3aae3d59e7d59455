import { Field, InputType, Int } from '@nestjs/graphql';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  Length,
  MaxLength,
  ValidateNested,
} from 'class-validator';
import type {
  CallMessageForm,
  RequestCallPermissionInput,
  SendCallButtonInput,
  TemplateChoice,
} from '#patchbay/permissions';
import { ConsumerInput } from '../calls/place-call.input.js';
import { CallMessageFormEnum } from './consumer-message.enums.js';

/** Far more than any template may have. */
const MAX_PARAMETERS = 100;
/** What is longer than Meta takes is told by the use case, with Meta's figure. */
const MAX_TEXT = 5000;

@InputType('SentTemplateInput', { description: 'A template, and what goes into its variables.' })
export class SentTemplateInput {
  @Field(() => String)
  @Length(1, 512)
  readonly name!: string;

  @Field(() => String, { description: 'Such as `en` or `pt_BR`.' })
  @Length(2, 20)
  readonly language!: string;

  @Field(() => [String], { defaultValue: [] })
  @IsArray()
  @ArrayMaxSize(MAX_PARAMETERS)
  @IsString({ each: true })
  readonly headerParameters!: string[];

  @Field(() => [String], { defaultValue: [] })
  @IsArray()
  @ArrayMaxSize(MAX_PARAMETERS)
  @IsString({ each: true })
  readonly bodyParameters!: string[];
}

@InputType({ isAbstract: true })
abstract class MessageInput {
  @Field(() => String, { description: "Meta's id of the number that sends." })
  @Length(1, 30)
  readonly phoneNumberId!: string;

  @Field(() => ConsumerInput)
  @Type(() => ConsumerInput)
  @ValidateNested()
  readonly consumer!: ConsumerInput;

  @Field(() => CallMessageFormEnum, {
    nullable: true,
    description:
      'Free form while the customer service window is open, else a template, unless told.',
  })
  @IsOptional()
  @IsIn(Object.values(CallMessageFormEnum))
  readonly form?: CallMessageForm | null;

  @Field(() => SentTemplateInput, {
    nullable: true,
    description:
      'Where a template is sent: this one. Else the newest approved one without variables.',
  })
  @IsOptional()
  @Type(() => SentTemplateInput)
  @ValidateNested()
  readonly template?: SentTemplateInput | null;

  @Field(() => String, { nullable: true })
  @IsOptional()
  @Length(1, 255)
  readonly idempotencyKey?: string | null;
}

@InputType('RequestCallPermissionInput')
export class RequestCallPermissionInputType extends MessageInput {
  @Field(() => String, {
    nullable: true,
    description: 'Free form: the text, 1 to 1024 characters.',
  })
  @IsOptional()
  @MaxLength(MAX_TEXT)
  readonly body?: string | null;
}

@InputType('SendCallButtonInput')
export class SendCallButtonInputType extends MessageInput {
  @Field(() => String, {
    nullable: true,
    description: 'Free form: the text, 1 to 1024 characters. Without it a template is sent.',
  })
  @IsOptional()
  @MaxLength(MAX_TEXT)
  readonly body?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Free form: what the button says, at most 20 characters; `Call Now` unless told.',
  })
  @IsOptional()
  @MaxLength(MAX_TEXT)
  readonly displayText?: string | null;

  @Field(() => Int, {
    nullable: true,
    description: 'How long the button works: 1 to 43200 minutes; 10080 (7 days) unless told.',
  })
  @IsOptional()
  @IsInt()
  readonly ttlMinutes?: number | null;

  @Field(() => String, {
    nullable: true,
    description: 'Comes back with the call that the button makes; at most 512 characters.',
  })
  @IsOptional()
  @MaxLength(MAX_TEXT)
  readonly payload?: string | null;
}

function templateOf(template: SentTemplateInput | null | undefined): TemplateChoice | undefined {
  if (!template) return undefined;
  const { name, language, headerParameters, bodyParameters } = template;
  return { name, language, headerParameters, bodyParameters };
}

function headOf(numberId: string, input: MessageInput) {
  const { consumer, form, template, idempotencyKey } = input;
  return {
    numberId,
    consumer: { waId: consumer.waId ?? undefined, userId: consumer.userId ?? undefined },
    form: form ?? undefined,
    template: templateOf(template),
    idempotencyKey: idempotencyKey ?? undefined,
  };
}

/** The input as the use case takes it. */
export function requestPermissionInput(
  numberId: string,
  input: RequestCallPermissionInputType,
): RequestCallPermissionInput {
  return { ...headOf(numberId, input), body: input.body ?? undefined };
}

/** The input as the use case takes it. */
export function sendButtonInput(
  numberId: string,
  input: SendCallButtonInputType,
): SendCallButtonInput {
  const { body, displayText, ttlMinutes, payload } = input;
  return {
    ...headOf(numberId, input),
    body: body ?? undefined,
    displayText: displayText ?? undefined,
    ttlMinutes: ttlMinutes ?? undefined,
    payload: payload ?? undefined,
  };
}
