import { connect } from 'node:net';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import type { Stack } from '../../scripts/lib/stack.mjs';
import { startProcesses } from '../support/test-stack.js';

let stack: Stack;
// A process of its own: what kills it must not kill the tests.
beforeAll(async () => {
  stack = await startProcesses(['api']);
}, 60_000);
afterAll(() => stack.stop());

/** Asks for a WebSocket at `target`, word for word; gives back the status that came. */
function upgrade(target: string): Promise<string> {
  const { hostname, port } = new URL(stack.urls.api.publicUrl);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => {
      socket.write(
        `GET ${target} HTTP/1.1\r\nHost: ${hostname}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
          'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n' +
          'Sec-WebSocket-Protocol: graphql-transport-ws\r\n\r\n',
      );
    });
    let came = '';
    socket.on('data', (chunk) => {
      came += chunk.toString();
      socket.destroy();
    });
    socket.on('close', () => {
      resolve(came.split('\r\n', 1)[0] ?? '');
    });
    socket.on('error', reject);
  });
}

it.each(['/graphql/', '/', '/GRAPHQL', '*', '//', 'http://[', '///graphql'])(
  'a stranger who asks for a socket at "%s" is told that there is none, and nobody else is harmed',
  async (target) => {
    expect(await upgrade(target)).toBe('HTTP/1.1 404 Not Found');
    expect(await upgrade('/graphql')).toBe('HTTP/1.1 101 Switching Protocols');
  },
);

it('a socket may be asked for with a query', async () => {
  expect(await upgrade('/graphql?from=console')).toBe('HTTP/1.1 101 Switching Protocols');
});
