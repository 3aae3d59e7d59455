import type { Clock, Logger } from '#patchbay/kernel';
import type { DtlsCertificate } from '../media/certificate.js';
import type { CallPeer } from '../media/call-peer.js';
import { openCallPeer } from '../media/open-call-peer.js';
import type { WebhookSender } from '../webhooks/webhook-sender.js';
import type { BusinessNumber, Consumer } from './assets.js';
import type { CallRegistry } from './call-registry.js';
import type { Deadlines } from './deadlines.js';
import type { Directory } from './directory.js';
import type { CallLimits } from './limits.js';
import type { MediaStore } from './media-store.js';
import type { FaultRule } from './fault-rule.js';
import type { Faults } from './faults.js';
import type { MessageBoard } from './messages/message-board.js';
import type { TemplateStore } from './messages/template-store.js';
import type { CallPermissions } from './permissions/call-permissions.js';
import type { Onboarding } from './onboarding/onboarding.js';
import type { QualityLadder } from './restrictions/quality-ladder.js';
import type { Switches } from './switches.js';
import type { Tokens } from './tokens.js';
import type { UsageMeter } from './usage-meter.js';
import type { WorldEvents } from './world-events.js';

/** How long things take; may be changed while the simulator runs. */
export interface WorldSettings {
  answerWindowMs: number;
  ringTimeoutMs: number;
  firstMediaTimeoutMs: number;
  mediaTimeoutMs: number;
  /** False: calls are refused for no limit of them, so that a client's own limits can be seen. */
  areCallLimitsKept: boolean;
}

/** The clock of this world, which control can move: limits of days pass in a moment. */
export interface MovableClock extends Clock {
  readonly offsetMs: number;
  setOffset(offsetMs: number): void;
}

/** Everything a call needs of its surroundings. */
export interface World {
  readonly clock: MovableClock;
  readonly logger: Logger;
  readonly directory: Directory;
  readonly tokens: Tokens;
  readonly onboarding: Onboarding;
  readonly calls: CallRegistry;
  readonly limits: CallLimits;
  readonly media: MediaStore;
  readonly permissions: CallPermissions;
  readonly messages: MessageBoard;
  readonly templates: TemplateStore;
  readonly quality: QualityLadder;
  readonly faults: Faults;
  readonly settings: WorldSettings;
  readonly switches: Switches;
  readonly usage: UsageMeter;
  readonly events: WorldEvents;
  readonly sender: WebhookSender;
  readonly deadlines: Deadlines;
  readonly certificate: DtlsCertificate;
  /** Addresses of media sockets: IPv4 and, where switched on, IPv6. */
  readonly mediaHosts: readonly string[];
}

export interface PeerRequest {
  readonly number: BusinessNumber;
  readonly consumer: Consumer;
  /** On top of the faults in force for this number and user. */
  readonly faults?: FaultRule | undefined;
  /** A call whose SDP looks real and which opens no socket: for load. */
  readonly isWithoutMedia?: boolean | undefined;
  /** Keys are known: audio can flow. */
  readonly onUp?: () => void;
  /** The first authentic RTP packet of the business came. */
  readonly onFirstAudio?: () => void;
}

/** Opens the media peer of a new call with the faults that are in force for it. */
export function openPeer(world: World, request: PeerRequest): Promise<CallPeer> {
  const { isWithoutMedia = false, number, onFirstAudio, onUp } = request;
  const { additionalCodecs = [], srtpKeyExchange: keying = 'DTLS' } = number.calling;
  return openCallPeer({
    hosts: world.mediaHosts,
    certificate: world.certificate,
    faults: world.faults.forCall(request).media,
    isEchoing: world.switches.areFormatsEchoed,
    additionalCodecs,
    keying,
    isWithoutMedia,
    onUp,
    onFirstAudio,
  });
}

/** A step that the world's state does not admit; the message says why. */
export class NotPossible extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'NotPossible';
  }
}

/** There is at most one call between a business number and a user. */
export class DuplicateCall extends NotPossible {
  constructor() {
    super('this user already has a call with this number');
    this.name = 'DuplicateCall';
  }
}
