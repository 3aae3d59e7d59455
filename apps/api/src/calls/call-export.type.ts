import { Field, Float, Int, ObjectType, registerEnumType } from '@nestjs/graphql';
import type { CallExportFormat, CallExportState, CallExportView } from '#patchbay/calls';
import { encodeId } from '#patchbay/kernel';
import { connectionType } from '../graphql/connection.js';
import { CallExportID } from '../graphql/scalars/id-scalars.js';
import { fileQuery } from './file-query.js';

export const CallExportFormatEnum: { readonly [F in CallExportFormat]: F } = {
  CSV: 'CSV',
  JSONL: 'JSONL',
};
registerEnumType(CallExportFormatEnum, {
  name: 'CallExportFormat',
  valuesMap: {
    CSV: {
      description:
        'RFC 4180 in UTF-8, with a head. Text that a spreadsheet would take for a formula begins with an apostrophe.',
    },
    JSONL: { description: 'A JSON object a line, text as it is.' },
  },
});

export const CallExportStateEnum: { readonly [S in CallExportState]: S } = {
  QUEUED: 'QUEUED',
  RUNNING: 'RUNNING',
  DONE: 'DONE',
  FAILED: 'FAILED',
  EXPIRED: 'EXPIRED',
  CANCELED: 'CANCELED',
};
registerEnumType(CallExportStateEnum, {
  name: 'CallExportState',
  description: 'How far an export is. More may come.',
  valuesMap: {
    QUEUED: { description: 'Nothing of it is written yet.' },
    RUNNING: { description: 'It is being written; it pauses while calls need the platform.' },
    DONE: { description: 'Its file can be had at its `url` until `expiresAt`.' },
    FAILED: { description: 'It was given up after several attempts. Ask for a new one.' },
    EXPIRED: { description: 'Its file was deleted.' },
    CANCELED: { description: 'It was not wanted any more: `cancelCallExport`.' },
  },
});

/** A path of this API that opens the file of an export. */
function pathOf(link: NonNullable<CallExportView['link']>): string {
  return `/exports/${encodeId('callExport', link.fileId)}?${fileQuery(link)}`;
}

@ObjectType('CallExport', { description: 'A file of calls that the tenant asked for.' })
export class CallExportType {
  @Field(() => CallExportID)
  readonly id!: string;

  @Field(() => CallExportFormatEnum)
  readonly format!: CallExportFormat;

  @Field(() => CallExportStateEnum)
  readonly state!: CallExportState;

  @Field(() => Int, { description: 'Calls written so far.' })
  readonly rows!: number;

  @Field(() => Float, { description: 'Size of the file so far; a whole number.' })
  readonly bytes!: number;

  @Field(() => Date, { description: 'It has the calls that were known at this moment.' })
  readonly createdAt!: Date;

  @Field(() => Date, { nullable: true })
  readonly startedAt!: Date | null;

  @Field(() => Date, { nullable: true })
  readonly endedAt!: Date | null;

  @Field(() => Date, { nullable: true, description: 'When the file is deleted. Null unless DONE.' })
  readonly expiresAt!: Date | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Path on this API. It works until `urlExpiresAt`, for whoever has it, also for a part of the file ' +
      '(`Range`): fetch it, do not store it. Null unless DONE.',
  })
  readonly url!: string | null;

  @Field(() => Date, { nullable: true })
  readonly urlExpiresAt!: Date | null;

  static from({ link, rowCount, sizeBytes, ...view }: CallExportView): CallExportType {
    return Object.assign(new CallExportType(), view, {
      rows: rowCount,
      bytes: sizeBytes,
      expiresAt: view.state === 'DONE' ? view.expiresAt : null,
      url: link && pathOf(link),
      urlExpiresAt: link?.until ?? null,
    });
  }
}

@ObjectType('CallExportConnection')
export class CallExportConnection extends connectionType('CallExport', CallExportType) {}
