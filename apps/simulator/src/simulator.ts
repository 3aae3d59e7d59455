import { LiveEvents } from './control/live-events.js';
import { controlRoutes } from './control/control-routes.js';
import { GraphApi } from './graph/graph-api.js';
import { graphRoutes } from './graph/graph-routes.js';
import { admitRequests } from './http/admit-request.js';
import { HttpListener, type HttpRoute } from './http/http-listener.js';
import { BrowserLegs } from './page/browser-legs.js';
import { pageRoutes } from './page/page-routes.js';
import { signupRoutes } from './signup/signup-routes.js';
import { createWorld, type WorldOptions } from './world/create-world.js';
import { watchMedia } from './world/media-watch.js';
import { followEvents } from './world/follow-events.js';
import type { World } from './world/world.js';

export interface SimulatorOptions extends WorldOptions {
  readonly host: string;
  readonly port: number;
}

/** One world from its seed to its reset: its routes, and what watches over it. */
class Run {
  readonly #world: World;
  readonly #live: LiveEvents;
  readonly #browsers: BrowserLegs;
  readonly #stopWatch: () => void;
  readonly routes: readonly HttpRoute[];

  private constructor(world: World, reset: () => Promise<void>) {
    this.#world = world;
    followEvents(world);
    const graph = new GraphApi(world, graphRoutes(world));
    this.#live = new LiveEvents(world, graph);
    this.#browsers = new BrowserLegs(world);
    this.#stopWatch = watchMedia(world);
    const parts = { graph, live: this.#live, browsers: this.#browsers, reset };
    const control = controlRoutes(world, parts);
    this.routes = [...control, ...pageRoutes(), ...signupRoutes(world), ...graph.httpRoutes];
  }

  static async begin(options: WorldOptions, reset: () => Promise<void>): Promise<Run> {
    options.clock.setOffset(0);
    return new Run(await createWorld(options), reset);
  }

  /** Download URLs of media name the listener. */
  serveMediaAt(url: string): this {
    this.#world.media.setBaseUrl(url);
    return this;
  }

  async end(): Promise<void> {
    this.#stopWatch();
    this.#live.close();
    await this.#browsers.close();
    this.#world.deadlines.close();
    this.#world.sender.close();
    await Promise.all(this.#world.calls.live.map((call) => call.peer.close()));
  }
}

/**
 * Meta's side on a laptop: the Graph API, signed webhooks, virtual WhatsApp users with real media
 * peers, and control over all of it, on one HTTP listener.
 */
export class Simulator {
  readonly #options: SimulatorOptions;
  readonly #listener: HttpListener;
  #run: Run;

  private constructor(options: SimulatorOptions, listener: HttpListener, run: Run) {
    this.#options = options;
    this.#listener = listener;
    this.#run = run;
  }

  static async open(options: SimulatorOptions): Promise<Simulator> {
    const run = await Run.begin(options, () => simulator.reset());
    const { host, logger, port } = options;
    const listener = await HttpListener.open({
      host,
      port,
      routes: run.routes,
      admit: admitRequests(host),
      onError: (err, path) => {
        logger.error({ err, path }, 'request.failed');
      },
    });
    const simulator = new Simulator(options, listener, run.serveMediaAt(listener.url));
    return simulator;
  }

  get url(): string {
    return this.#listener.url;
  }

  /** Back to the seed. Calls are gone without a word, as if they had never been. */
  async reset(): Promise<void> {
    const next = await Run.begin(this.#options, () => this.reset());
    const last = this.#run;
    this.#run = next.serveMediaAt(this.url);
    this.#listener.setRoutes(next.routes);
    await last.end();
  }

  async close(): Promise<void> {
    await this.#listener.close();
    await this.#run.end();
  }
}
