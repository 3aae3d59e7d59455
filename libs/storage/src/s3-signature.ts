import { createHash, createHmac } from 'node:crypto';
import type { Secret } from '#patchbay/kernel';

export interface S3Account {
  readonly region: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: Secret;
}

export interface SignedRequest {
  readonly method: 'GET' | 'PUT' | 'DELETE';
  /** Without a query. */
  readonly url: URL;
  readonly expiresSeconds: number;
  readonly at: Date;
}

const ALGORITHM = 'AWS4-HMAC-SHA256';

// RFC 3986 §2.3, as the specification of the signature wants it.
function encoded(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function hmac(key: Buffer | string, text: string): Buffer {
  return createHmac('sha256', key).update(text).digest();
}

/**
 * A URL that may be asked for by this method until it expires; the content is not signed, so that it
 * can be streamed. AWS Signature Version 4 with query parameters:
 * https://docs.aws.amazon.com/AmazonS3/latest/API/sigv4-query-string-auth.html
 */
export function signedUrl(account: S3Account, { method, url, expiresSeconds, at }: SignedRequest) {
  const { region, accessKeyId, secretAccessKey } = account;
  const time = at.toISOString().replace(/[-:]|\.\d{3}/g, '');
  const day = time.slice(0, 8);
  const scope = `${day}/${region}/s3/aws4_request`;
  const query = Object.entries({
    'X-Amz-Algorithm': ALGORITHM,
    'X-Amz-Credential': `${accessKeyId}/${scope}`,
    'X-Amz-Date': time,
    'X-Amz-Expires': String(expiresSeconds),
    'X-Amz-SignedHeaders': 'host',
  })
    .map(([name, value]) => `${encoded(name)}=${encoded(value)}`)
    .join('&');
  const path = url.pathname.split('/').map((part) => encoded(decodeURIComponent(part)));
  const request = [
    method,
    path.join('/'),
    query,
    `host:${url.host}`,
    '',
    'host',
    'UNSIGNED-PAYLOAD',
  ];
  const hashed = createHash('sha256').update(request.join('\n')).digest('hex');
  const key = [region, 's3', 'aws4_request'].reduce(
    (signing, part) => hmac(signing, part),
    hmac(`AWS4${secretAccessKey.reveal()}`, day),
  );
  const signature = hmac(key, [ALGORITHM, time, scope, hashed].join('\n')).toString('hex');
  return new URL(`${url.origin}${path.join('/')}?${query}&X-Amz-Signature=${signature}`);
}
