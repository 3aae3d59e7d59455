import type { Logger } from '#patchbay/kernel';
import type { SimulatorConfig } from '../config.js';
import { createDtlsCertificate } from '../media/certificate.js';
import type { Seed } from '../seed-file.js';
import { WebhookSender } from '../webhooks/webhook-sender.js';
import { CallRegistry } from './call-registry.js';
import { Deadlines } from './deadlines.js';
import { Directory } from './directory.js';
import { Faults } from './faults.js';
import { CallLimits } from './limits.js';
import { MediaStore } from './media-store.js';
import { Onboarding } from './onboarding/onboarding.js';
import { MessageBoard } from './messages/message-board.js';
import { TemplateStore } from './messages/template-store.js';
import { CallPermissions } from './permissions/call-permissions.js';
import { QualityLadder } from './restrictions/quality-ladder.js';
import { switchesSchema } from './switches.js';
import { Tokens } from './tokens.js';
import { UsageMeter } from './usage-meter.js';
import { WorldEvents } from './world-events.js';
import type { MovableClock, World } from './world.js';

export interface WorldOptions {
  readonly config: Omit<SimulatorConfig, 'SEED_FILE'>;
  readonly seed: Seed;
  readonly clock: MovableClock;
  readonly logger: Logger;
}

/** A world as the seed describes it, before anything happened. */
export async function createWorld(options: WorldOptions): Promise<World> {
  const { clock, config, logger, seed } = options;
  const directory = new Directory(seed);
  const deadlines = new Deadlines(clock);
  const calls = new CallRegistry();
  const switches = switchesSchema.parse({ answerSetup: config.SIM_ANSWER_SETUP });
  const settings = {
    answerWindowMs: config.SIM_ANSWER_WINDOW_MS,
    ringTimeoutMs: config.SIM_RING_TIMEOUT_MS,
    firstMediaTimeoutMs: config.SIM_FIRST_MEDIA_TIMEOUT_MS,
    mediaTimeoutMs: config.SIM_MEDIA_TIMEOUT_MS,
    areCallLimitsKept: true,
  };
  const faults = new Faults(settings);
  const baseUrl = config.WEBHOOK_BASE_URL;
  return {
    clock,
    logger,
    directory,
    tokens: new Tokens(clock, seed),
    onboarding: new Onboarding(clock, deadlines, seed),
    calls,
    limits: new CallLimits({ clock, calls, switches }),
    media: new MediaStore(clock),
    permissions: new CallPermissions(clock, seed),
    messages: new MessageBoard(),
    templates: new TemplateStore(clock),
    quality: new QualityLadder(),
    faults,
    settings,
    switches,
    usage: new UsageMeter(clock, directory, switches),
    events: new WorldEvents(),
    sender: new WebhookSender({ clock, directory, faults, deadlines, switches, logger, baseUrl }),
    deadlines,
    certificate: await createDtlsCertificate(),
    mediaHosts: [config.SIM_MEDIA_HOST, config.SIM_MEDIA_HOST_V6].filter((h) => h !== undefined),
  };
}
