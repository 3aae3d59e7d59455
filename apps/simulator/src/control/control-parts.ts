import type { GraphApi } from '../graph/graph-api.js';
import type { BrowserLegs } from '../page/browser-legs.js';
import type { LiveEvents } from './live-events.js';

/** What control needs besides the world. */
export interface ControlParts {
  readonly graph: GraphApi;
  readonly live: LiveEvents;
  readonly browsers: BrowserLegs;
  /** Back to the seed. */
  readonly reset: () => Promise<void>;
}
