import { Controller, Get, Header, Param, Query, StreamableFile } from '@nestjs/common';
import { ReadCallMedia } from '#patchbay/calls';
import { AppError, tryDecodeId } from '#patchbay/kernel';

/** Serves the files of calls to whoever has a link that is ours and not over. */
@Controller('media')
export class CallMediaController {
  constructor(private readonly readCallMedia: ReadCallMedia) {}

  /** Every no is the same one: a link tells nothing about what exists. */
  @Get(':id')
  @Header('cache-control', 'private, no-store')
  @Header('x-content-type-options', 'nosniff')
  @Header('content-disposition', 'attachment')
  async file(
    @Param('id') id: string,
    @Query() query: Readonly<Record<string, unknown>>,
  ): Promise<StreamableFile> {
    const mediaId = tryDecodeId('callMedia', id);
    const tenantId = tryDecodeId('tenant', textOf(query.tenant));
    const seconds = Number(textOf(query.until));
    if (mediaId === undefined || tenantId === undefined || !Number.isSafeInteger(seconds)) {
      throw new AppError('NOT_FOUND', { what: 'file' });
    }
    const until = new Date(seconds * 1000);
    const link = { tenantId, mediaId, until, signature: textOf(query.signature) };
    const opened = await this.readCallMedia.open(link);
    if (opened === undefined) throw new AppError('NOT_FOUND', { what: 'file' });
    const { content, mimeType, sizeBytes } = opened;
    return new StreamableFile(content, { type: mimeType, length: sizeBytes });
  }
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
