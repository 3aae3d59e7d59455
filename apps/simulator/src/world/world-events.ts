import { EventEmitter } from 'node:events';
import type { BusinessNumber, Consumer } from './assets.js';
import type { SimCall } from './call.js';

/** What parts of the world tell each other. Handlers run at once, in the order of registration. */
export interface WorldEventMap {
  /** The call exists; nobody has been told yet. */
  'call.started': { readonly call: SimCall };
  /** Picked up, in either direction. */
  'call.connected': { readonly call: SimCall };
  'call.ended': { readonly call: SimCall };
  /** A number's calling settings were written. */
  'settings.changed': {
    readonly number: BusinessNumber;
    /** JSON names of the `calling` fields that changed; inside `sip` like `sip.status`. */
    readonly changed: readonly string[];
  };
  /** The user wrote to the business, which opens the customer service window. */
  'consumer.wrote': { readonly number: BusinessNumber; readonly consumer: Consumer };
}

/** Links the parts of the world without their knowing each other. */
export class WorldEvents {
  readonly #emitter = new EventEmitter().setMaxListeners(100);

  on<K extends keyof WorldEventMap>(name: K, run: (event: WorldEventMap[K]) => void): void {
    this.#emitter.on(name, run);
  }

  emit<K extends keyof WorldEventMap>(name: K, event: WorldEventMap[K]): void {
    this.#emitter.emit(name, event);
  }
}
