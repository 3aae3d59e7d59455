import { StreamableFile } from '@nestjs/common';
import type { Response } from 'express';
import type { OpenedFile } from '#patchbay/calls';
import { AppError, type ByteRange } from '#patchbay/kernel';

type Wanted = ByteRange | 'all' | 'unsatisfiable';

/**
 * The stretch that a `Range` asks for (RFC 9110 §14.2). What is not one stretch of bytes is ignored, as
 * the RFC allows, and all is sent.
 */
export function wantedRange(header: string | undefined, sizeBytes: number): Wanted {
  const [, from = '', to = ''] = /^bytes=(\d*)-(\d*)$/.exec(header ?? '') ?? [];
  if (from === '') return to === '' ? 'all' : lastOf(Number(to), sizeBytes);
  const [first, last] = [Number(from), to === '' ? sizeBytes - 1 : Number(to)];
  if (to !== '' && last < first) return 'all';
  return first < sizeBytes ? { first, last: Math.min(last, sizeBytes - 1) } : 'unsatisfiable';
}

function lastOf(count: number, sizeBytes: number): Wanted {
  const isAny = count > 0 && sizeBytes > 0;
  return isAny ? { first: Math.max(0, sizeBytes - count), last: sizeBytes - 1 } : 'unsatisfiable';
}

/** Sends a file, or the stretch of it that was asked for. Every no is the same NOT_FOUND. */
export async function sendFile(
  opened: OpenedFile | undefined,
  response: Response,
  rangeHeader: string | undefined,
): Promise<StreamableFile | undefined> {
  if (opened === undefined) throw new AppError('NOT_FOUND', { what: 'file' });
  const { sizeBytes, mimeType, filename } = opened;
  const range = wantedRange(rangeHeader, sizeBytes);
  response.setHeader('accept-ranges', 'bytes');
  if (range === 'unsatisfiable') {
    response.status(416).setHeader('content-range', `bytes */${sizeBytes}`);
    return undefined;
  }
  const isAll = range === 'all';
  const content = await opened.read(isAll ? undefined : range);
  if (content === undefined) throw new AppError('NOT_FOUND', { what: 'file' });
  if (!isAll) {
    response.status(206);
    response.setHeader('content-range', `bytes ${range.first}-${range.last}/${sizeBytes}`);
  }
  return new StreamableFile(content, {
    type: mimeType,
    length: isAll ? sizeBytes : range.last - range.first + 1,
    disposition: filename === undefined ? 'attachment' : `attachment; filename="${filename}"`,
  });
}
