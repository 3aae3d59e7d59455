import { controlRoutes } from './control/control-routes.js';
import { GraphApi } from './graph/graph-api.js';
import { graphRoutes } from './graph/graph-routes.js';
import { HttpListener } from './http/http-listener.js';
import { createWorld, type WorldOptions } from './world/create-world.js';
import { watchMedia } from './world/media-watch.js';
import { followEvents } from './world/follow-events.js';
import type { World } from './world/world.js';

export interface SimulatorOptions extends WorldOptions {
  readonly host: string;
  readonly port: number;
}

/**
 * Meta's side on a laptop: the Graph API, signed webhooks, virtual WhatsApp users with real media
 * peers, and control over all of it, on one HTTP listener.
 */
export class Simulator {
  readonly #world: World;
  readonly #listener: HttpListener;
  readonly #stopWatch: () => void;

  private constructor(world: World, listener: HttpListener) {
    this.#world = world;
    this.#listener = listener;
    this.#stopWatch = watchMedia(world);
  }

  static async open(options: SimulatorOptions): Promise<Simulator> {
    const world = await createWorld(options);
    followEvents(world);
    const graph = new GraphApi(world, graphRoutes(world));
    const listener = await HttpListener.open({
      host: options.host,
      port: options.port,
      routes: [...controlRoutes(world, graph), ...graph.httpRoutes],
      onError: (err, path) => {
        options.logger.error({ err, path }, 'request.failed');
      },
    });
    return new Simulator(world, listener);
  }

  get url(): string {
    return this.#listener.url;
  }

  async close(): Promise<void> {
    this.#stopWatch();
    this.#world.deadlines.close();
    await this.#listener.close();
    this.#world.sender.close();
    await Promise.all(this.#world.calls.live.map((call) => call.peer.close()));
  }
}
