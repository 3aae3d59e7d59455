import { createUnionType, Field, Int, ObjectType } from '@nestjs/graphql';
import { MutationErrorCode, MutationErrorType } from '../graphql/mutation-error.type.js';
import { CallExportType } from './call-export.type.js';

@ObjectType()
export class ExportCallsSuccess {
  @Field(() => CallExportType)
  readonly export: CallExportType;

  constructor(made: CallExportType) {
    this.export = made;
  }
}

@ObjectType({ implements: () => MutationErrorType })
export class TooManyCallExports extends MutationErrorType {
  override readonly code = MutationErrorCode.TOO_MANY_CALL_EXPORTS;
  override readonly message: string;

  @Field(() => Int, { description: 'Most exports of a tenant that may be under way.' })
  readonly limit: number;

  constructor(limit: number) {
    super();
    this.limit = limit;
    this.message = `${limit} exports are under way. Wait until one of them is done, and ask again.`;
  }
}

export const ExportCallsResult = createUnionType({
  name: 'ExportCallsResult',
  types: () => [ExportCallsSuccess, TooManyCallExports] as const,
});
