import { z } from 'zod';
import type { MediaEventBatch } from './media-events.js';
import { type NodeContact, type NodeContactReply, nodeContactReplySchema } from './node-contact.js';
import type { RpcClient } from './rpc-client.js';

/** Where signalling takes the events of media nodes and SIP edges. */
export const EVENTS_PATH = '/internal/v1/events';
/** Where a media node reports itself once a second. */
export const NODE_CONTACT_PATH = '/internal/v1/nodes/contact';

// Committing a batch is one transaction; five seconds outlast a slow commit and a short failover.
const EVENTS_TIMEOUT_MS = 5000;

/** What a media node says to signalling, whose private listener is at `controlUrl`. */
export class ControlClient {
  readonly #rpc: RpcClient;
  readonly #controlUrl: string;

  constructor(rpc: RpcClient, controlUrl: string) {
    this.#rpc = rpc;
    this.#controlUrl = controlUrl;
  }

  /** Resolves once every event of the batch is committed. */
  async deliverEvents(batch: MediaEventBatch, timeoutMs = EVENTS_TIMEOUT_MS): Promise<void> {
    await this.#rpc.post({
      origin: this.#controlUrl,
      path: EVENTS_PATH,
      body: batch,
      reply: z.unknown(),
      timeoutMs,
    });
  }

  /** Tells that the node lives and what it holds; learns which sessions nobody owns. */
  async contact(contact: NodeContact): Promise<NodeContactReply> {
    return this.#rpc.post({
      origin: this.#controlUrl,
      path: NODE_CONTACT_PATH,
      body: contact,
      reply: nodeContactReplySchema,
    });
  }
}
