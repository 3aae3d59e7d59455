import { Field, InputType } from '@nestjs/graphql';
import { IsOptional, Length } from 'class-validator';

@InputType('CreateTenantInput')
export class CreateTenantInputType {
  @Field(() => String, { description: 'Lower-case letters, digits and hyphens, 3 to 40.' })
  @Length(3, 40)
  readonly key!: string;

  @Field(() => String)
  @Length(1, 120)
  readonly name!: string;

  @Field(() => String, { nullable: true })
  @IsOptional()
  @Length(1, 255)
  readonly idempotencyKey?: string | null;
}
