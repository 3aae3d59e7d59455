import { describe, expect, it } from '@jest/globals';
import { parseMultipart } from './multipart.js';

const TYPE = 'multipart/form-data; boundary=xx';

function body(...parts: string[]): Buffer {
  return Buffer.from(`${parts.map((part) => `--xx\r\n${part}\r\n`).join('')}--xx--\r\n`);
}

describe('parseMultipart', () => {
  it('gives fields and files in order, with their bytes', () => {
    const read = parseMultipart(
      body(
        'Content-Disposition: form-data; name="a"\r\n\r\n1',
        'Content-Disposition: form-data; name="f"; filename="x.pdf"\r\nContent-Type: application/pdf\r\n\r\n%PDF\r\n-',
      ),
      TYPE,
    );
    expect(read).toEqual([
      { name: 'a', fileName: undefined, content: Buffer.from('1') },
      { name: 'f', fileName: 'x.pdf', content: Buffer.from('%PDF\r\n-') },
    ]);
  });

  it('refuses a body without its boundary, an end or a name', () => {
    expect(parseMultipart(Buffer.from('{}'), 'application/json')).toBeUndefined();
    expect(parseMultipart(Buffer.from('{}'), TYPE)).toBeUndefined();
    expect(parseMultipart(body('Content-Disposition: form-data\r\n\r\n1'), TYPE)).toBeUndefined();
    const cut = body('Content-Disposition: form-data; name="a"\r\n\r\n1').subarray(0, -8);
    expect(parseMultipart(cut, TYPE)).toBeUndefined();
  });
});
