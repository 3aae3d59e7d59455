import type { Logger } from '#patchbay/kernel';
import type { CallOnNode, OverlookedCalls } from '../persistence/sweep.repository.js';
import type { CallPump } from './call-pump.js';
import type { MediaNodes } from './media-nodes.js';
import type { MediaOwners, OwnersAnswer } from './media-owners.js';
import type { ReportMedia } from './report-media.js';

/** A node that is neither announced nor answers for this long is dead. */
const NODE_DEAD_MS = 6000;
/** How often a node is asked that is not announced. */
const ASK_EVERY_MS = 1000;

export interface SweepCallsParts {
  readonly overlooked: OverlookedCalls;
  readonly pump: Pick<CallPump, 'work'>;
  readonly nodes: Pick<MediaNodes, 'all'>;
  readonly owners: Pick<MediaOwners, 'ask'>;
  readonly media: Pick<ReportMedia, 'loseNode'>;
  readonly logger: Logger;
  /** The monotonic clock, milliseconds. */
  readonly monotonicMs?: () => number;
}

/** A life of a node that does not answer for its calls. */
interface Silence {
  readonly sinceMs: number;
  readonly askedAtMs: number;
}

/**
 * Finds what no doorbell announced: events nobody read, effects whose process died, calls past a
 * deadline, nodes that fell silent. One process sweeps at a time; every quarter of a second. Nothing
 * that a media node holds is taken for lost before the node was asked.
 */
export class SweepCalls {
  readonly #parts: SweepCallsParts;
  readonly #monotonicMs: () => number;
  /** By address and life of the node. */
  readonly #silences = new Map<string, Silence>();

  constructor(parts: SweepCallsParts) {
    this.#parts = parts;
    this.#monotonicMs = parts.monotonicMs ?? (() => performance.now());
  }

  async execute(): Promise<void> {
    await this.#parts.overlooked.whileLeading(async (overlooked) => {
      const { pump } = this.#parts;
      const calls = await overlooked.find();
      await Promise.all(calls.map(({ tenantId, callId }) => pump.work(tenantId, callId)));
      await this.#sweepNodes(overlooked);
    });
  }

  async #sweepNodes(overlooked: OverlookedCalls): Promise<void> {
    const alive = await this.#parts.nodes.all();
    // Without the registry nobody can be declared dead.
    if (alive === undefined) {
      this.#silences.clear();
      return;
    }
    const lives = new Set(alive.map(({ nodeId, bootId }) => `${nodeId} ${bootId}`));
    const seen = new Set<string>();
    for (const nodeId of await overlooked.nodesInUse()) {
      const isRenewed = alive.some((node) => node.nodeId === nodeId);
      const calls = await overlooked.onNode(nodeId);
      const doubted = calls.filter(({ bootId }) => !lives.has(`${nodeId} ${bootId}`));
      for (const [owner, ofOwner] of byOwner(doubted)) {
        seen.add(owner);
        await this.#doubt(owner, ofOwner, isRenewed);
      }
    }
    for (const owner of this.#silences.keys()) if (!seen.has(owner)) this.#silences.delete(owner);
  }

  /** Calls of one life of a node that is not announced, or not any more. */
  async #doubt(owner: string, calls: readonly CallOnNode[], isRenewed: boolean): Promise<void> {
    const nowMs = this.#monotonicMs();
    const known = this.#silences.get(owner);
    if (known !== undefined && nowMs - known.askedAtMs < ASK_EVERY_MS) return;
    const { kind, gone } = await this.#ask(calls);
    const hasAnswered = kind === 'answered';
    const sinceMs = hasAnswered ? nowMs : (known?.sinceMs ?? nowMs);
    this.#silences.set(owner, { sinceMs, askedAtMs: nowMs });
    if (hasAnswered) return this.#lose(gone);
    // Its successor has announced itself, and nobody is at its own address.
    const isReplaced = isRenewed && kind === 'away';
    if (!isReplaced && nowMs - sinceMs < NODE_DEAD_MS) return;
    this.#parts.logger.warn({ owner, calls: calls.length }, 'media_node.dead');
    await this.#lose(calls);
  }

  async #ask(calls: readonly CallOnNode[]): Promise<OwnersAnswer> {
    const [first] = calls;
    // Nobody knows where to ask.
    if (!first?.nodeUrl) return { kind: 'away', gone: [] };
    return this.#parts.owners.ask({ url: first.nodeUrl, bootId: first.bootId }, calls);
  }

  async #lose(calls: readonly { tenantId: string; callId: string }[]): Promise<void> {
    for (const { tenantId, callId } of calls) {
      await this.#parts.media.loseNode(tenantId, callId, 'NODE_DEAD');
    }
  }
}

function byOwner(calls: readonly CallOnNode[]): Map<string, CallOnNode[]> {
  const owners = new Map<string, CallOnNode[]>();
  for (const call of calls) {
    const owner = `${call.nodeUrl} ${call.bootId}`;
    const others = owners.get(owner);
    if (others === undefined) owners.set(owner, [call]);
    else others.push(call);
  }
  return owners;
}
