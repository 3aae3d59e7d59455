import { z } from 'zod';
import type { Secret } from '#patchbay/kernel';
import type { GraphClient, GraphOutcome } from './graph-client.js';

/** A file of Meta's, with an address that works for five minutes. */
export interface MediaAddress {
  readonly url: string;
  readonly mimeType: string | undefined;
  /** In base64. */
  readonly sha256: string | undefined;
  readonly sizeBytes: number | undefined;
}

const size = z.union([z.number(), z.string().regex(/^\d+$/).transform(Number)]);

const mediaSchema = z.object({
  url: z.url(),
  mime_type: z.string().optional().catch(undefined),
  sha256: z.string().optional().catch(undefined),
  file_size: size.pipe(z.number().int().nonnegative()).optional().catch(undefined),
});

/**
 * Asks where a file can be fetched: `GET /{media-id}`. Page "Media"
 * (business-phone-numbers/media): the address works for 5 minutes and needs the WABA's token too.
 */
export async function readMedia(
  client: Pick<GraphClient, 'request'>,
  accessToken: Secret,
  mediaId: string,
): Promise<Exclude<GraphOutcome, { kind: 'done' }> | { kind: 'done'; media: MediaAddress }> {
  const outcome = await client.request({
    method: 'GET',
    path: `/${encodeURIComponent(mediaId)}`,
    accessToken,
    action: 'read_media',
  });
  if (outcome.kind !== 'done') return outcome;
  const parsed = mediaSchema.safeParse(outcome.body).data;
  if (parsed === undefined) return { kind: 'unknown', reason: 'an answer without an address' };
  const { url, mime_type: mimeType, sha256, file_size: sizeBytes } = parsed;
  return { kind: 'done', media: { url, mimeType, sha256, sizeBytes } };
}
