import type { Logger } from '#patchbay/kernel';
import type { NodeRecord, NodeRegistry } from '#patchbay/state';

/** The media nodes that may take a new call, least loaded first. */
export class MediaNodes {
  readonly #registry: NodeRegistry;
  readonly #logger: Logger;

  constructor(registry: NodeRegistry, logger: Logger) {
    this.#registry = registry;
    this.#logger = logger;
  }

  /** Empty when there is no node, or when the registry cannot be read. */
  async candidates(): Promise<NodeRecord[]> {
    const nodes = (await this.all()) ?? [];
    return nodes
      .filter((node) => node.load < node.capacity)
      .sort((a, b) => a.load / a.capacity - b.load / b.capacity);
  }

  /** All nodes that spoke in the last three seconds; undefined when the registry is away. */
  async all(): Promise<NodeRecord[] | undefined> {
    try {
      return await this.#registry.list('media');
    } catch (err) {
      this.#logger.warn({ err }, 'media_nodes.unknown');
      return undefined;
    }
  }
}
