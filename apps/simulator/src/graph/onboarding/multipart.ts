/** One part of a form: a field, or a file when it has a name. */
export interface FormPart {
  readonly name: string;
  readonly fileName: string | undefined;
  readonly content: Buffer;
}

const BREAK = '\r\n';

function readPart(part: Buffer): FormPart | undefined {
  const end = part.indexOf(BREAK + BREAK);
  if (end < 0) return undefined;
  const head = part.subarray(0, end).toString('utf8');
  const disposition = /^content-disposition:\s*form-data;(.*)$/im.exec(head)?.[1] ?? '';
  const name = /\bname="([^"]*)"/.exec(disposition)?.[1];
  if (name === undefined) return undefined;
  return {
    name,
    fileName: /\bfilename="([^"]*)"/.exec(disposition)?.[1],
    content: part.subarray(end + 4, part.length - BREAK.length),
  };
}

/** Reads a `multipart/form-data` body (RFC 7578); undefined when it is none. */
export function parseMultipart(body: Buffer, contentType: string): FormPart[] | undefined {
  const match = /^multipart\/form-data;.*\bboundary=(?:"([^"]+)"|([^;\s]+))/i.exec(contentType);
  const boundary = match?.[1] ?? match?.[2];
  if (boundary === undefined) return undefined;
  const mark = Buffer.from(`--${boundary}`);
  const parts: FormPart[] = [];
  for (let at = body.indexOf(mark); at >= 0;) {
    const start = at + mark.length;
    if (body.subarray(start, start + 2).toString('latin1') === '--') return parts;
    const next = body.indexOf(mark, start);
    const part = next < 0 ? undefined : readPart(body.subarray(start + BREAK.length, next));
    if (part === undefined) return undefined;
    parts.push(part);
    at = next;
  }
  return undefined;
}
