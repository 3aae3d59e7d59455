import {
  Controller,
  Get,
  Header,
  Headers,
  Param,
  Query,
  Res,
  type StreamableFile,
} from '@nestjs/common';
import type { Response } from 'express';
import { ReadCallMedia } from '#patchbay/calls';
import { linkOf } from './file-query.js';
import { sendFile } from './send-file.js';

/** Serves the files of calls to whoever has a link that is ours and not over. */
@Controller('media')
export class CallMediaController {
  constructor(private readonly readCallMedia: ReadCallMedia) {}

  /** Every no is the same one: a link tells nothing about what exists. */
  @Get(':id')
  @Header('cache-control', 'private, no-store')
  @Header('x-content-type-options', 'nosniff')
  async file(
    @Param('id') id: string,
    @Query() query: Readonly<Record<string, unknown>>,
    @Headers('range') range: string | undefined,
    @Res({ passthrough: true }) response: Response,
  ): Promise<StreamableFile | undefined> {
    const opened = await this.readCallMedia.open(linkOf('callMedia', id, query));
    return sendFile(opened, response, range);
  }
}
