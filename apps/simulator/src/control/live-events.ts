import type { GraphApi } from '../graph/graph-api.js';
import type { World } from '../world/world.js';
import { type LiveSource, liveSources } from './live-sources.js';

/** Something that became, or became otherwise. */
export interface LiveEvent {
  readonly name: string;
  readonly data: unknown;
}

type Listener = (event: LiveEvent) => void;

const LOOK_EVERY_MS = 100;

/**
 * What happens, as it happens, for whoever watches. It looks at the world's books instead of being
 * told, so that no part of the world need know it can be watched; while nobody does it costs nothing.
 */
export class LiveEvents {
  readonly #sources: readonly LiveSource[];
  readonly #listeners = new Map<Listener, () => void>();
  #seen = new WeakMap<object, string>();
  #timer: NodeJS.Timeout | undefined;

  constructor(world: World, graph: GraphApi) {
    this.#sources = liveSources(world, graph);
  }

  /** Tells of what changes from now on; `onClose` when there will be no more. Gives what ends it. */
  follow(listener: Listener, onClose: () => void): () => void {
    // Brings the others up to date, so that what is old now is new to nobody.
    this.#look();
    this.#listeners.set(listener, onClose);
    this.#timer ??= setInterval(() => {
      this.#look();
    }, LOOK_EVERY_MS);
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size > 0) return;
      clearInterval(this.#timer);
      this.#timer = undefined;
      this.#seen = new WeakMap();
    };
  }

  close(): void {
    for (const onClose of [...this.#listeners.values()]) onClose();
    this.#listeners.clear();
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #look(): void {
    for (const { items, name, stateOf, view } of this.#sources) {
      for (const item of items()) {
        const state = stateOf(item);
        if (this.#seen.get(item) === state) continue;
        this.#seen.set(item, state);
        const event = { name, data: view(item) };
        for (const listener of this.#listeners.keys()) listener(event);
      }
    }
  }
}
