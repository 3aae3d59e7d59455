import type { Clock } from '#patchbay/kernel';
import type { OverlookedCalls } from '../persistence/sweep.repository.js';
import type { CallPump } from './call-pump.js';
import type { MediaNodes } from './media-nodes.js';
import type { ReportMedia } from './report-media.js';

/** A node that is silent for this long is dead. */
const NODE_DEAD_MS = 6000;

export interface SweepCallsParts {
  readonly overlooked: OverlookedCalls;
  readonly pump: CallPump;
  readonly nodes: MediaNodes;
  readonly media: ReportMedia;
  readonly clock: Clock;
}

/**
 * Finds what no doorbell announced: events nobody read, effects whose process died, calls past a
 * deadline, nodes that fell silent. One process sweeps at a time; every quarter of a second.
 */
export class SweepCalls {
  readonly #parts: SweepCallsParts;
  /** Since when, on the monotonic clock, a node has been missing. */
  readonly #missingSince = new Map<string, number>();

  constructor(parts: SweepCallsParts) {
    this.#parts = parts;
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
    const { nodes } = this.#parts;
    const alive = await nodes.all();
    // Without the registry nobody can be declared dead.
    if (alive === undefined) {
      this.#missingSince.clear();
      return;
    }
    for (const nodeId of await overlooked.nodesInUse()) {
      const record = alive.find((node) => node.nodeId === nodeId);
      if (record !== undefined) {
        this.#missingSince.delete(nodeId);
        await this.#loseCalls(overlooked, nodeId, (bootId) => bootId !== record.bootId);
      } else if (this.#isDead(nodeId)) {
        await this.#loseCalls(overlooked, nodeId, () => true);
      }
    }
  }

  #isDead(nodeId: string): boolean {
    const since = this.#missingSince.get(nodeId) ?? performance.now();
    this.#missingSince.set(nodeId, since);
    return performance.now() - since >= NODE_DEAD_MS;
  }

  async #loseCalls(
    overlooked: OverlookedCalls,
    nodeId: string,
    isLost: (bootId: string) => boolean,
  ): Promise<void> {
    const { media } = this.#parts;
    for (const { tenantId, callId, bootId } of await overlooked.onNode(nodeId)) {
      if (isLost(bootId)) await media.loseNode(tenantId, callId, 'NODE_DEAD');
    }
  }
}
