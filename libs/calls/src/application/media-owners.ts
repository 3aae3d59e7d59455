import type { Logger } from '#patchbay/kernel';
import { MAX_CALLS_ASKED, type MediaClient, RpcError } from '#patchbay/rpc';
import type { OpenCall } from '../persistence/sweep.repository.js';

/** One life of a media node, and where it takes questions. */
export interface MediaOwner {
  readonly url: string;
  readonly bootId: string;
}

/** What a node says of calls that it should hold. */
export interface OwnersAnswer {
  /** `silent`: no answer, it may live. `away`: nobody is at its address. */
  readonly kind: 'answered' | 'silent' | 'away';
  /** The calls that it does not hold; none unless it has answered. */
  readonly gone: readonly OpenCall[];
}

/** Asks media nodes for calls that look lost: a node that answers for a call keeps it. */
export class MediaOwners {
  readonly #client: MediaClient;
  readonly #logger: Logger;

  constructor(client: MediaClient, logger: Logger) {
    this.#client = client;
    this.#logger = logger;
  }

  /**
   * Which of these calls the owner holds no more. A process of another life at its address answers for
   * it: what the former one held is gone. Asks nothing for no calls. Waits half a second at most for
   * each thousand of them.
   */
  async ask({ url, bootId }: MediaOwner, calls: readonly OpenCall[]): Promise<OwnersAnswer> {
    const gone: OpenCall[] = [];
    for (let i = 0; i < calls.length; i += MAX_CALLS_ASKED) {
      const asked = calls.slice(i, i + MAX_CALLS_ASKED);
      try {
        const answer = await this.#client.held(
          url,
          asked.map(({ callId }) => callId),
        );
        const held = new Set(answer.bootId === bootId ? answer.held : []);
        gone.push(...asked.filter(({ callId }) => !held.has(callId)));
      } catch (err) {
        if (!(err instanceof RpcError)) throw err;
        this.#logger.warn({ err, url, bootId }, 'media_node.no_answer');
        const isAway = err.code === 'UNREACHABLE' && err.executed === 'no';
        return { kind: isAway ? 'away' : 'silent', gone: [] };
      }
    }
    return { kind: 'answered', gone };
  }
}
