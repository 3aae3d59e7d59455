import { Field, InputType } from '@nestjs/graphql';
import { Type } from 'class-transformer';
import { IsIn, IsOptional, IsString, Length, ValidateNested } from 'class-validator';
import { CALL_EXPORT_FORMATS, type CallExportFormat } from '#patchbay/calls';
import { CallExportFormatEnum } from './call-export.type.js';
import { CallFilterInput } from './call-filter.input.js';

@InputType('ExportCallsInput')
export class ExportCallsInputType {
  @Field(() => CallFilterInput, { nullable: true, description: 'As in `calls`; none: all calls.' })
  @IsOptional()
  @ValidateNested()
  @Type(() => CallFilterInput)
  readonly filter?: CallFilterInput | null;

  @Field(() => CallExportFormatEnum)
  @IsIn(CALL_EXPORT_FORMATS)
  readonly format!: CallExportFormat;

  @Field(() => String, {
    nullable: true,
    description: 'The same key with the same input gives the same export.',
  })
  @IsOptional()
  @IsString()
  @Length(1, 100)
  readonly idempotencyKey?: string | null;
}
