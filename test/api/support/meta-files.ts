import { createHash, randomInt } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

interface MetaFile {
  content: Buffer;
  mimeType: string;
  token: string;
  /** What goes wrong the next time it is asked for. */
  fault: 'gone' | 'cut' | 'changed' | 'elsewhere' | undefined;
}

/** Meta's files, for tests: `GET /{id}` tells an address, which wants the WABA's token too. */
export class MetaFiles {
  readonly #files = new Map<string, MetaFile>();
  readonly asked: string[] = [];
  readonly #server: Server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://meta');
    this.asked.push(pathname);
    const id = pathname.split('/').at(-1) ?? '';
    const file = this.#files.get(id);
    const isAllowed = request.headers.authorization === `Bearer ${file?.token}`;
    if (file === undefined || !isAllowed || file.fault === 'gone') {
      const error = { code: 100, message: '(#100) no such media', fbtrace_id: 'A' };
      response.writeHead(400, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ error }));
      return;
    }
    if (pathname.startsWith('/files/')) {
      const content =
        file.fault === 'changed' ? Buffer.alloc(file.content.length, 1) : file.content;
      response.writeHead(200, {
        'content-type': file.mimeType,
        'content-length': String(content.length),
      });
      if (file.fault === 'cut') {
        response.write(content.subarray(0, 10));
        setImmediate(() => response.destroy());
      } else response.end(content);
      return;
    }
    const host = file.fault === 'elsewhere' ? 'http://127.0.0.1:9' : this.url;
    const { sha256, sizeBytes } = this.factsOf(id);
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ id, url: `${host}/files/${id}`, sha256, file_size: sizeBytes }));
  });

  static async start(): Promise<MetaFiles> {
    const files = new MetaFiles();
    await new Promise<void>((resolve) => files.#server.listen(0, '127.0.0.1', resolve));
    return files;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Keeps a file for whoever has the token; gives its id. */
  add(content: Buffer, mimeType: string, token: string): string {
    const id = `9${String(randomInt(2 ** 47)).padStart(15, '0')}`;
    this.#files.set(id, { content, mimeType, token, fault: undefined });
    return id;
  }

  fail(id: string, fault: MetaFile['fault']): void {
    const file = this.#files.get(id);
    if (file !== undefined) file.fault = fault;
  }

  factsOf(id: string): { sha256: string; sizeBytes: number } {
    const content = this.#files.get(id)?.content ?? Buffer.alloc(0);
    const sha256 = createHash('sha256').update(content).digest('base64');
    return { sha256, sizeBytes: content.length };
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
