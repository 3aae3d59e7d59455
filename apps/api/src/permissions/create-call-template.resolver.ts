import { Args, createUnionType, Field, Mutation, ObjectType, Resolver } from '@nestjs/graphql';
import { assertUnreachable, type TenantContext } from '#patchbay/kernel';
import { metaRefusalOf } from '#patchbay/meta';
import {
  type CallMessagePurpose,
  type CallTemplateRecord,
  CreateCallTemplate,
  type CreateCallTemplateInput,
} from '#patchbay/permissions';
import { CurrentTenant } from '../auth/current-principal.js';
import { callRefusal, META_REFUSALS } from '../calls/call-refusal.type.js';
import { MetaErrorType } from '../calls/call.type.js';
import { CallTemplateID } from '../graphql/scalars/id-scalars.js';
import { CallMessagePurposeEnum } from './consumer-message.enums.js';
import {
  buttonTemplateInput,
  CallTemplateCategoryEnum,
  CreateCallButtonTemplateInputType,
  CreateCallPermissionTemplateInputType,
  permissionTemplateInput,
} from './create-call-template.input.js';
import { CallTemplateNameTaken } from './message-refusals.type.js';

@ObjectType('CallTemplate', {
  description: 'A message template that asks for the permission to call, or has a call button.',
})
export class CallTemplateType {
  @Field(() => CallTemplateID)
  readonly id!: string;

  @Field(() => String)
  readonly name!: string;

  @Field(() => String)
  readonly language!: string;

  @Field(() => CallMessagePurposeEnum)
  readonly purpose!: CallMessagePurpose;

  @Field(() => CallTemplateCategoryEnum)
  readonly category!: CallTemplateRecord['category'];

  @Field(() => String, {
    description:
      "Meta's word: PENDING until it was looked at, APPROVED when it can be sent; SUBMITTING while " +
      "Meta's answer is missing: repeat the mutation to ask again.",
  })
  readonly status!: string;

  @Field(() => String, { nullable: true, description: 'Why Meta rejected or paused it.' })
  readonly reason!: string | null;

  @Field(() => String, { nullable: true })
  readonly metaTemplateId!: string | null;

  static from(record: CallTemplateRecord): CallTemplateType {
    return Object.assign(new CallTemplateType(), record);
  }
}

@ObjectType()
export class CreateCallTemplateSuccess {
  @Field(() => CallTemplateType)
  readonly template: CallTemplateType;

  constructor(template: CallTemplateType) {
    this.template = template;
  }
}

const types = () => [CreateCallTemplateSuccess, CallTemplateNameTaken, ...META_REFUSALS] as const;

export const CreateCallPermissionTemplateResult = createUnionType({
  name: 'CreateCallPermissionTemplateResult',
  types,
});
export const CreateCallButtonTemplateResult = createUnionType({
  name: 'CreateCallButtonTemplateResult',
  types,
});

@Resolver()
export class CreateCallTemplateResolver {
  constructor(private readonly create: CreateCallTemplate) {}

  @Mutation(() => CreateCallPermissionTemplateResult, {
    description: 'Files a template at Meta that asks for the permission to call.',
  })
  createCallPermissionTemplate(
    @CurrentTenant() tenant: TenantContext,
    @Args('input') input: CreateCallPermissionTemplateInputType,
  ): Promise<typeof CreateCallPermissionTemplateResult> {
    return this.#file(tenant, permissionTemplateInput(input));
  }

  @Mutation(() => CreateCallButtonTemplateResult, {
    description: 'Files a template at Meta that has a button which calls the number.',
  })
  createCallButtonTemplate(
    @CurrentTenant() tenant: TenantContext,
    @Args('input') input: CreateCallButtonTemplateInputType,
  ): Promise<typeof CreateCallButtonTemplateResult> {
    return this.#file(tenant, buttonTemplateInput(input));
  }

  async #file(
    tenant: TenantContext,
    input: CreateCallTemplateInput,
  ): Promise<typeof CreateCallButtonTemplateResult> {
    const outcome = await this.create.execute(tenant, input);
    switch (outcome.kind) {
      case 'created':
        return new CreateCallTemplateSuccess(CallTemplateType.from(outcome.template));
      case 'name_taken':
        return new CallTemplateNameTaken(outcome.name, outcome.language);
      case 'refused_by_meta': {
        const { metaError, at } = outcome;
        const { code, remedy, retryAt } = metaRefusalOf(metaError, at);
        return callRefusal(code, {
          message: `Meta refused the template: ${metaError.title} (${metaError.code}). ${remedy}`,
          retryAt,
          metaError: MetaErrorType.from(metaError),
        });
      }
      default:
        return assertUnreachable(outcome);
    }
  }
}
