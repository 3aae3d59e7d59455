import type { JsonReply } from './simulator-kit.js';

/** Uploads a file with fields beside it, as `multipart/form-data`. */
export async function upload(
  url: string,
  token: string,
  parts: { readonly file?: Blob; readonly fields: Readonly<Record<string, string>> },
): Promise<JsonReply> {
  const form = new FormData();
  for (const [name, value] of Object.entries(parts.fields)) form.append(name, value);
  if (parts.file !== undefined) form.append('file', parts.file, 'greeting.ogg');
  const headers = { authorization: `Bearer ${token}` };
  const response = await fetch(url, { method: 'POST', headers, body: form });
  return { status: response.status, body: await response.json() };
}
