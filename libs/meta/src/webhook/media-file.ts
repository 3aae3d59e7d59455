import { z } from 'zod';
import { defined, idText, lenient, lenientOne, text } from './lenient.js';
import { type MetaMedia } from './meta-event.js';

/** A file that a webhook points to; undefined when it has no id to get it by. */
export const mediaField = lenientOne(
  z
    .object({
      id: idText,
      sha256: lenient(text),
      mime_type: lenient(text),
      url: lenient(text),
    })
    .transform(({ id, sha256, mime_type: mimeType, url }): MetaMedia =>
      defined({ id, sha256, mimeType, url }),
    ),
);
