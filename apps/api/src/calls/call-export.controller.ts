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
import { ReadCallExports } from '#patchbay/calls';
import { linkOf } from './file-query.js';
import { sendFile } from './send-file.js';

/** Serves the files of exports to whoever has a link that is ours and not over. */
@Controller('exports')
export class CallExportController {
  constructor(private readonly exports: ReadCallExports) {}

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
    const opened = await this.exports.open(linkOf('callExport', id, query));
    return sendFile(opened, response, range);
  }
}
