import { Field, InputType, Int } from '@nestjs/graphql';
import { IsInt, IsOptional, Length } from 'class-validator';
import { EndpointID } from '../graphql/scalars/id-scalars.js';

@InputType('RotateEndpointSecretInput')
export class RotateEndpointSecretInputType {
  @Field(() => EndpointID)
  readonly endpointId!: string;

  @Field(() => Int, {
    nullable: true,
    description:
      'How long the former secret’s signature is sent too: 0 (for a leaked secret) to 604800; 86400 if missing.',
  })
  @IsOptional()
  @IsInt()
  readonly overlapSeconds?: number | null;

  @Field(() => String, { nullable: true })
  @IsOptional()
  @Length(1, 255)
  readonly idempotencyKey?: string | null;
}
