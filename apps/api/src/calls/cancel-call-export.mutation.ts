import { createUnionType, Field, InputType, ObjectType } from '@nestjs/graphql';
import { CallExportID } from '../graphql/scalars/id-scalars.js';
import { CallExportType } from './call-export.type.js';

@InputType('CancelCallExportInput')
export class CancelCallExportInputType {
  @Field(() => CallExportID)
  readonly exportId!: string;
}

@ObjectType()
export class CancelCallExportSuccess {
  @Field(() => CallExportType)
  readonly export: CallExportType;

  constructor(found: CallExportType) {
    this.export = found;
  }
}

export const CancelCallExportResult = createUnionType({
  name: 'CancelCallExportResult',
  types: () => [CancelCallExportSuccess] as const,
});
