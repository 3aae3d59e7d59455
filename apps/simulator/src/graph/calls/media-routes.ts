import type { BusinessNumber } from '../../world/assets.js';
import { type StoredMedium, UPLOAD_KEPT_MS } from '../../world/media-store.js';
import { lengthOfOggOpus, OGG_OPUS } from '../../world/recording/ogg-opus-length.js';
import type { World } from '../../world/world.js';
import { GraphError, invalidParameter } from '../graph-error.js';
import type { GraphRequest } from '../graph-request.js';
import { type GraphRoute, SUCCESS } from '../graph-route.js';
import type { AnyNodeKind, NodeKind } from '../nodes.js';

/** What a greeting for callers is uploaded for. */
const VOICEMAIL = 'call_voicemail_announcement';
const MAX_GREETING_MS = 60_000;
const SCOPE = 'whatsapp_business_messaging';

interface Upload {
  readonly file: File;
  readonly content: Buffer;
  readonly useCase: string | undefined;
  readonly description: string | undefined;
}

async function readForm(request: GraphRequest): Promise<FormData> {
  try {
    const headers = { 'content-type': request.headers['content-type'] ?? '' };
    // Uploads here are small and few; no parser of streams is worth its weight.
    // eslint-disable-next-line @typescript-eslint/no-deprecated
    return await new Response(new Uint8Array(request.rawBody), { headers }).formData();
  } catch {
    throw invalidParameter('The request body is not multipart/form-data');
  }
}

function textOf(form: FormData, name: string): string | undefined {
  const value = form.get(name);
  return typeof value === 'string' ? value : undefined;
}

async function readUpload(request: GraphRequest): Promise<Upload> {
  const form = await readForm(request);
  if (textOf(form, 'messaging_product') !== 'whatsapp') {
    throw invalidParameter('The parameter messaging_product is required.');
  }
  const file = form.get('file');
  if (!(file instanceof File)) throw invalidParameter('The parameter file is required.');
  const useCase = textOf(form, 'use_case');
  if (useCase !== undefined && useCase !== VOICEMAIL) {
    throw invalidParameter(`Param use_case must be one of ${VOICEMAIL}`);
  }
  const content = Buffer.from(await file.arrayBuffer());
  return { file, content, useCase, description: textOf(form, 'description') };
}

/** A greeting is a short Ogg Opus file. */
function checkGreeting({ content, file }: Upload): void {
  const lengthMs = lengthOfOggOpus(content);
  if (!file.type.startsWith('audio/ogg') || lengthMs === undefined) {
    throw invalidParameter('A voicemail announcement must be audio/ogg with the Opus codec');
  }
  if (lengthMs >= MAX_GREETING_MS) {
    throw invalidParameter('A voicemail announcement must be shorter than 60 seconds');
  }
}

async function store(world: World, number: BusinessNumber, request: GraphRequest): Promise<string> {
  const upload = await readUpload(request);
  const isGreeting = upload.useCase === VOICEMAIL;
  if (isGreeting) checkGreeting(upload);
  const { id } = world.media.put({
    wabaId: number.wabaId,
    phoneNumberId: number.phoneNumberId,
    mimeType: isGreeting ? OGG_OPUS : upload.file.type || 'application/octet-stream',
    content: upload.content,
    // A greeting is in use for as long as the settings name it.
    keptMs: isGreeting ? undefined : UPLOAD_KEPT_MS,
    useCase: upload.useCase,
    description: upload.description,
  });
  return id;
}

/** Upload and download of media. */
export function mediaRoutes(world: World): GraphRoute[] {
  return [
    {
      name: 'media.upload',
      method: 'POST',
      path: '/:id/media',
      handle: async (request) => {
        const number = request.number(undefined, SCOPE);
        return { body: { id: await store(world, number, request) } };
      },
    },
    {
      name: 'media.download',
      method: 'GET',
      path: '/whatsapp_business/attachments',
      handle: (request) => {
        const medium = world.media.download(request.query.get('hash') ?? '');
        if (medium === undefined) {
          throw new GraphError({ httpStatus: 404, code: 100, title: 'Media URL is not valid' });
        }
        request.requireWaba(medium.wabaId, SCOPE);
        return { bytes: { type: medium.mimeType, content: medium.content } };
      },
    },
  ];
}

/** A stored medium: `GET /{media-id}` gives a fresh URL, `DELETE` removes it. */
const medium: NodeKind<StoredMedium> = {
  name: 'Media',
  find: (world, id, request) => {
    const found = world.media.find(id);
    if (found === undefined) return undefined;
    request.requireWaba(found.wabaId, SCOPE);
    const asked = request.query.get('phone_number_id');
    if (asked !== null && asked !== found.phoneNumberId) {
      throw invalidParameter('The media does not belong to this phone number');
    }
    return found;
  },
  fields: {
    messaging_product: () => 'whatsapp',
    url: ({ node, world }) => world.media.urlOf(node),
    mime_type: ({ node }) => node.mimeType,
    sha256: ({ node }) => node.sha256,
    file_size: ({ node }) => node.content.length,
  },
  defaultFields: ['messaging_product', 'url', 'mime_type', 'sha256', 'file_size'],
  remove: (node, _request, world) => {
    world.media.remove(node.id);
    return SUCCESS;
  },
};

export const mediaKinds: readonly AnyNodeKind[] = [medium];
