import { z } from 'zod';
import { HELD_SESSIONS_PATH, type HeldAnswer, heldAnswerSchema } from './held-sessions.js';
import {
  type MediaCommand,
  type MediaCommandKind,
  type MediaResult,
  mediaResultSchemas,
} from './media-commands.js';
import type { RpcClient } from './rpc-client.js';

/** Where a media node takes its commands. */
export const MEDIA_COMMANDS_PATH = '/v1/commands';

/**
 * Sends commands to media nodes. The caller picks the node and decides about repeats: the same
 * commandId to the same node is safe at any time.
 */
export class MediaClient {
  readonly #rpc: RpcClient;

  constructor(rpc: RpcClient) {
    this.#rpc = rpc;
  }

  /** Sends one command to the node whose private listener is at `nodeUrl`. */
  async send<K extends MediaCommandKind>(
    nodeUrl: string,
    command: Extract<MediaCommand, { kind: K }>,
  ): Promise<MediaResult<K>> {
    const reply = z.object({ result: mediaResultSchemas[command.kind] });
    const { result } = await this.#rpc.post({
      origin: nodeUrl,
      path: MEDIA_COMMANDS_PATH,
      body: command,
      // The compiler loses the tie between the kind and its own schema.
      reply: reply as unknown as z.ZodType<{ result: MediaResult<K> }>,
      traceparent: command.traceparent,
    });
    return result;
  }

  /**
   * Asks a node which of these calls it holds, at most MAX_CALLS_ASKED of them. Changes nothing, so it
   * may be repeated at any time.
   */
  held(nodeUrl: string, callIds: readonly string[]): Promise<HeldAnswer> {
    return this.#rpc.post({
      origin: nodeUrl,
      path: HELD_SESSIONS_PATH,
      body: { v: 1, callIds },
      reply: heldAnswerSchema,
    });
  }
}
