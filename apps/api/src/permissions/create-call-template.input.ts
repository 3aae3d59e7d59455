import { Field, InputType, Int, registerEnumType } from '@nestjs/graphql';
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
import type { CreateCallTemplateInput } from '#patchbay/permissions';

type Category = 'MARKETING' | 'UTILITY';

export const CallTemplateCategoryEnum: { readonly [C in Category]: C } = {
  MARKETING: 'MARKETING',
  UTILITY: 'UTILITY',
};
registerEnumType(CallTemplateCategoryEnum, {
  name: 'CallTemplateCategory',
  description: 'What Meta files and prices a template under.',
});

const MAX_EXAMPLES = 100;
const MAX_TEXT = 5000;

@InputType('TemplateTextInput', {
  description: 'A text with variables `{{1}}`, `{{2}}` …, and what each may hold.',
})
export class TemplateTextInput {
  @Field(() => String)
  @MaxLength(MAX_TEXT)
  readonly text!: string;

  @Field(() => [String], { defaultValue: [], description: 'One for each variable.' })
  @IsArray()
  @ArrayMaxSize(MAX_EXAMPLES)
  @IsString({ each: true })
  readonly examples!: string[];
}

@InputType('TemplateWebsiteInput')
export class TemplateWebsiteInput {
  @Field(() => String, { description: 'What the button says, at most 25 characters.' })
  @MaxLength(MAX_TEXT)
  readonly text!: string;

  @Field(() => String)
  @Length(1, 2000)
  readonly url!: string;
}

@InputType({ isAbstract: true })
abstract class TemplateInput {
  @Field(() => String, { description: "Meta's id of the WhatsApp Business Account." })
  @Length(1, 30)
  readonly wabaId!: string;

  @Field(() => String, { description: 'Lower-case letters, digits and `_`.' })
  @Length(1, 512)
  readonly name!: string;

  @Field(() => String, { description: 'Such as `en` or `pt_BR`.' })
  @Length(2, 20)
  readonly language!: string;

  @Field(() => CallTemplateCategoryEnum)
  @IsIn(Object.values(CallTemplateCategoryEnum))
  readonly category!: Category;

  @Field(() => TemplateTextInput, { nullable: true, description: 'At most 60 characters.' })
  @IsOptional()
  @Type(() => TemplateTextInput)
  @ValidateNested()
  readonly header?: TemplateTextInput | null;

  @Field(() => TemplateTextInput, { description: 'At most 1024 characters.' })
  @Type(() => TemplateTextInput)
  @ValidateNested()
  readonly body!: TemplateTextInput;

  @Field(() => String, { nullable: true, description: 'At most 60 characters, no variables.' })
  @IsOptional()
  @MaxLength(MAX_TEXT)
  readonly footer?: string | null;

  @Field(() => String, { nullable: true })
  @IsOptional()
  @Length(1, 255)
  readonly idempotencyKey?: string | null;
}

@InputType('CreateCallPermissionTemplateInput')
export class CreateCallPermissionTemplateInputType extends TemplateInput {}

@InputType('CreateCallButtonTemplateInput')
export class CreateCallButtonTemplateInputType extends TemplateInput {
  @Field(() => String, {
    nullable: true,
    description: 'What the button says, at most 20 characters; `Call Now` unless told.',
  })
  @IsOptional()
  @MaxLength(MAX_TEXT)
  readonly buttonText?: string | null;

  @Field(() => Int, {
    nullable: true,
    description: 'How long the button works: 1440 to 43200 minutes. A message may say less.',
  })
  @IsOptional()
  @IsInt()
  readonly ttlMinutes?: number | null;

  @Field(() => TemplateWebsiteInput, { nullable: true, description: 'A second button.' })
  @IsOptional()
  @Type(() => TemplateWebsiteInput)
  @ValidateNested()
  readonly website?: TemplateWebsiteInput | null;
}

type Extra = CreateCallTemplateInput['template']['extra'];

function inputOf(input: TemplateInput, extra: Extra): CreateCallTemplateInput {
  const { wabaId, name, language, category, header, body, footer, idempotencyKey } = input;
  return {
    wabaId,
    template: {
      name,
      language,
      category,
      ...(header && { header: { text: header.text, examples: header.examples } }),
      body: { text: body.text, examples: body.examples },
      footer: footer ?? undefined,
      extra,
    },
    idempotencyKey: idempotencyKey ?? undefined,
  };
}

/** The input as the use case takes it. */
export function permissionTemplateInput(
  input: CreateCallPermissionTemplateInputType,
): CreateCallTemplateInput {
  return inputOf(input, { kind: 'call_permission_request' });
}

/** The input as the use case takes it. */
export function buttonTemplateInput(
  input: CreateCallButtonTemplateInputType,
): CreateCallTemplateInput {
  const { buttonText, ttlMinutes, website } = input;
  return inputOf(input, {
    kind: 'voice_call',
    text: buttonText ?? undefined,
    ttlMinutes: ttlMinutes ?? undefined,
    ...(website && { website: { text: website.text, url: website.url } }),
  });
}
