import type { SimCall } from '../world/call.js';
import { NotPossible, type World } from '../world/world.js';
import { BrowserLeg } from './browser-leg.js';

/** Browsers that take part in calls, one for each call at most: the latest. */
export class BrowserLegs {
  readonly #legs = new Map<string, BrowserLeg>();

  constructor(world: World) {
    world.events.on('call.ended', ({ call }) => {
      void this.#leave(call.wacid);
    });
  }

  /** Gives the SDP answer to a browser's offer. */
  async join(call: SimCall, offer: string): Promise<string> {
    if (isOver(call)) throw new NotPossible('the call has ended');
    await this.#leave(call.wacid);
    const { answer, leg } = await BrowserLeg.open(call.peer, offer);
    this.#legs.set(call.wacid, leg);
    // It may have ended in the meantime.
    if (isOver(call)) await this.#leave(call.wacid);
    return answer;
  }

  async close(): Promise<void> {
    await Promise.all([...this.#legs.keys()].map((wacid) => this.#leave(wacid)));
  }

  async #leave(wacid: string): Promise<void> {
    const leg = this.#legs.get(wacid);
    this.#legs.delete(wacid);
    await leg?.close();
  }
}

function isOver(call: SimCall): boolean {
  return !call.isLive;
}
