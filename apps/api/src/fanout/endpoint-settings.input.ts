import { Field, InputType, Int } from '@nestjs/graphql';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsIn,
  IsInt,
  IsOptional,
  IsString,
  MaxLength,
  ValidateNested,
} from 'class-validator';
import type { EndpointFormat, EndpointSettings } from '#patchbay/fanout';
import { EndpointFormatEnum } from './endpoint.type.js';

@InputType('EndpointHeaderInput', { description: 'Sent with every request to the endpoint.' })
export class EndpointHeaderInput {
  @Field(() => String)
  @MaxLength(100)
  readonly name!: string;

  @Field(() => String, { description: 'Kept sealed; not shown again.' })
  @MaxLength(2000)
  readonly value!: string;
}

/** What createEndpoint and updateEndpoint have in common; their descriptions say what null does. */
@InputType({ isAbstract: true })
export abstract class EndpointSettingsInput {
  @Field(() => String, { nullable: true })
  @IsOptional()
  @MaxLength(500)
  readonly description?: string | null;

  @Field(() => [String], {
    nullable: true,
    description: "Only events of these numbers, by Meta's ids. Events about no number come anyway.",
  })
  @IsOptional()
  @ArrayMaxSize(200)
  @IsString({ each: true })
  @MaxLength(30, { each: true })
  readonly phoneNumberIds?: string[] | null;

  @Field(() => [String], {
    nullable: true,
    description: "Only events of these WABAs, by Meta's ids. Events about no WABA come anyway.",
  })
  @IsOptional()
  @ArrayMaxSize(200)
  @IsString({ each: true })
  @MaxLength(30, { each: true })
  readonly wabaIds?: string[] | null;

  @Field(() => String, {
    nullable: true,
    description: 'Version of the body; the newest if missing.',
  })
  @IsOptional()
  @MaxLength(20)
  readonly apiVersion?: string | null;

  @Field(() => EndpointFormatEnum, { nullable: true, description: 'STANDARD if missing.' })
  @IsOptional()
  @IsIn(Object.values(EndpointFormatEnum))
  readonly format?: EndpointFormat | null;

  @Field(() => [EndpointHeaderInput], {
    nullable: true,
    description: 'At most 20; none of the connection, and none that we set.',
  })
  @IsOptional()
  @ArrayMaxSize(20)
  @Type(() => EndpointHeaderInput)
  @ValidateNested({ each: true })
  readonly headers?: EndpointHeaderInput[] | null;

  @Field(() => String, {
    nullable: true,
    description: 'Where `call.connect` goes too, when the URL does not take it at once.',
  })
  @IsOptional()
  @MaxLength(2048)
  readonly failoverUrl?: string | null;

  @Field(() => Int, { nullable: true, description: 'Requests per second, 1 to 10000.' })
  @IsOptional()
  @IsInt()
  readonly rateLimitPerSecond?: number | null;

  @Field(() => Int, { nullable: true, description: 'Requests under way at a time, 1 to 100.' })
  @IsOptional()
  @IsInt()
  readonly maxInFlight?: number | null;

  @Field(() => [String], {
    nullable: true,
    description: 'Who gets an e-mail when the endpoint keeps failing; at most 10.',
  })
  @IsOptional()
  @ArrayMaxSize(10)
  @IsString({ each: true })
  @MaxLength(254, { each: true })
  readonly alertEmails?: string[] | null;
}

type Shared = Omit<EndpointSettings, 'url' | 'eventTypes' | 'numberIds' | 'wabaRowIds'>;
type Given = { readonly [Key in keyof Shared]?: Shared[Key] | undefined };

/**
 * The settings as the use cases take them. Of what has no empty value, such as the format, null says
 * as little as nothing.
 */
export function settingsOfInput(input: EndpointSettingsInput): Given {
  const { headers, alertEmails } = input;
  return {
    description: input.description,
    apiVersion: input.apiVersion ?? undefined,
    format: input.format ?? undefined,
    headers: headers === null ? [] : headers,
    failoverUrl: input.failoverUrl,
    rateLimitPerSecond: input.rateLimitPerSecond,
    maxInFlight: input.maxInFlight,
    alertEmails: alertEmails === null ? [] : alertEmails,
  };
}
