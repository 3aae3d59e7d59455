import type { Clock, Logger } from '#patchbay/kernel';
import type { SimulatorConfig } from './config.js';
import { controlRoutes } from './control/control-routes.js';
import { CallsEndpoint } from './graph/calls-endpoint.js';
import { HttpListener } from './http/http-listener.js';
import { createDtlsCertificate } from './media/certificate.js';
import type { Seed } from './seed-file.js';
import { WebhookSender } from './webhooks/webhook-sender.js';
import { CallRegistry } from './world/call-registry.js';
import { Deadlines } from './world/deadlines.js';
import { Directory } from './world/directory.js';
import { Faults } from './world/faults.js';
import { watchMedia } from './world/media-watch.js';
import type { World } from './world/world.js';

export interface SimulatorOptions {
  readonly config: Omit<SimulatorConfig, 'SEED_FILE'>;
  readonly seed: Seed;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly host: string;
  readonly port: number;
}

async function createWorld(options: SimulatorOptions): Promise<World> {
  const { clock, config, logger, seed } = options;
  return {
    clock,
    logger,
    directory: new Directory(seed),
    calls: new CallRegistry(),
    faults: new Faults(),
    settings: {
      answerWindowMs: config.SIM_ANSWER_WINDOW_MS,
      ringTimeoutMs: config.SIM_RING_TIMEOUT_MS,
      answerSetup: config.SIM_ANSWER_SETUP,
      firstMediaTimeoutMs: config.SIM_FIRST_MEDIA_TIMEOUT_MS,
      mediaTimeoutMs: config.SIM_MEDIA_TIMEOUT_MS,
    },
    sender: new WebhookSender(logger, config.WEBHOOK_BASE_URL),
    deadlines: new Deadlines(clock),
    certificate: await createDtlsCertificate(),
    mediaHost: config.SIM_MEDIA_HOST,
  };
}

/**
 * Meta's side on a laptop: the Graph endpoint of calls, signed webhooks, virtual WhatsApp users with
 * real media peers, and control over all of it, on one HTTP listener.
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
    const graph = new CallsEndpoint(world);
    const listener = await HttpListener.open({
      host: options.host,
      port: options.port,
      routes: [
        ...controlRoutes(world, graph),
        {
          method: 'POST',
          pattern: '/:version/:phoneNumberId/calls',
          handle: (request) => graph.handle(request),
        },
      ],
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
