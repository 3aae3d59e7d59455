import type { Logger } from '#patchbay/kernel';
import {
  type CommandReply,
  type HeldAnswer,
  type HeldSession,
  type MediaCommand,
  type MediaCommandOf,
  type MediaResult,
  Refusal,
} from '#patchbay/rpc';
import { BadSdp, NoFreePort } from '#patchbay/rtc';
import { AnsweredCommands } from './answered-commands.js';
import { ClosedEpochs } from './closed-epochs.js';
import { InTurn } from './in-turn.js';
import { MediaSession, type SessionContext } from './media-session.js';

export interface SessionTableOptions {
  readonly nodeId: string;
  readonly bootId: string;
  readonly capacity: number;
  readonly logger: Logger;
  readonly session: Omit<SessionContext, 'onClosed'>;
}

type ForSession = Exclude<MediaCommand, { kind: 'session.create' | 'session.close' }>;

function asRefusal(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  if (error instanceof BadSdp) return new Refusal('BAD_SDP', error.message);
  if (error instanceof NoFreePort) return new Refusal('FULL', error.message);
  throw error;
}

/**
 * The calls of this node and the commands about them. Commands of one call run in turn; a repeated
 * one gets its stored answer; one of an older epoch is refused, because the call has moved on.
 */
export class SessionTable {
  readonly #options: SessionTableOptions;
  readonly #sessions = new Map<string, MediaSession>();
  readonly #answered = new AnsweredCommands();
  readonly #closed = new ClosedEpochs();
  readonly #turns = new InTurn();
  #opening = 0;
  #isDraining = false;

  constructor(options: SessionTableOptions) {
    this.#options = options;
  }

  get size(): number {
    return this.#sessions.size + this.#opening;
  }

  get isDraining(): boolean {
    return this.#isDraining;
  }

  /** The sessions that are in signalling's database, or are about to be. */
  committed(): HeldSession[] {
    const held = [...this.#sessions.values()].filter((session) => session.isCommitted);
    return held.map(({ tenantId, callId, epoch }) => ({ tenantId, callId, epoch }));
  }

  /** Which of these calls are here, committed or not: whoever asks may end those that are not. */
  held(callIds: readonly string[]): HeldAnswer {
    const { nodeId, bootId } = this.#options;
    return { nodeId, bootId, held: callIds.filter((callId) => this.#sessions.has(callId)) };
  }

  execute(command: MediaCommand): Promise<CommandReply> {
    return this.#answered.once(command, () =>
      this.#turns.run(command.callId, async () => {
        try {
          return { result: await this.#run(command) };
        } catch (error) {
          const refusal = asRefusal(error);
          const { callId, kind } = command;
          this.#options.logger.info({ callId, kind, code: refusal.code }, 'media.command_refused');
          return { refusal };
        }
      }),
    );
  }

  /** Ends a session that signalling does not know, unless it was replaced in the meantime. */
  closeUnknown({ callId, epoch }: HeldSession): void {
    const session = this.#sessions.get(callId);
    if (session?.epoch === epoch) session.close('unknown-to-control');
  }

  closeAll(reason: string): void {
    for (const session of [...this.#sessions.values()]) session.close(reason);
  }

  /** Takes no new calls and ends those that are up. */
  drain(): void {
    this.#isDraining = true;
    this.closeAll('drain');
  }

  async #run(command: MediaCommand): Promise<unknown> {
    if (command.kind === 'session.create') return this.#create(command);
    if (command.kind === 'session.close') return this.#close(command);
    return this.#apply(command);
  }

  async #create(command: MediaCommandOf<'session.create'>): Promise<MediaResult<'session.create'>> {
    const { callId, epoch } = command;
    const { nodeId, bootId, capacity, session: context } = this.#options;
    const existing = this.#sessions.get(callId);
    const lastEpoch = Math.max(existing?.epoch ?? -1, this.#closed.of(callId));
    if (epoch <= lastEpoch) throw new Refusal('STALE_EPOCH', `the call is at epoch ${lastEpoch}`);
    this.#refuseWhenDraining();
    existing?.close('superseded');
    if (this.size >= capacity) throw new Refusal('FULL', `${capacity} calls are up`);
    this.#opening += 1;
    const opened = MediaSession.open(command, {
      ...context,
      onClosed: (session) => {
        this.#onClosed(session);
      },
    });
    const session = await opened.finally(() => {
      this.#opening -= 1;
    });
    this.#sessions.set(callId, session);
    // A drain that began meanwhile has not seen this session.
    if (this.#isDraining) session.close('drain');
    this.#refuseWhenDraining();
    this.#options.logger.info(
      { tenantId: command.tenantId, callId, epoch },
      'media.session_opened',
    );
    return { ...session.sdps, nodeId, bootId };
  }

  #refuseWhenDraining(): void {
    if (this.#isDraining) throw new Refusal('DRAINING', 'the node is closing');
  }

  #close({ callId, tenantId, epoch, reason }: MediaCommandOf<'session.close'>): object {
    const session = this.#sessions.get(callId);
    if (session !== undefined && epoch < session.epoch) throw new Refusal('STALE_EPOCH');
    if (session?.tenantId === tenantId) session.close(reason);
    this.#closed.remember(callId, epoch);
    return {};
  }

  #apply(command: ForSession): unknown {
    const session = this.#sessionFor(command);
    session.commit();
    switch (command.kind) {
      case 'session.setMetaAnswer':
        session.setMetaAnswer(command.remoteSdp);
        return {};
      case 'session.setTenantAnswer':
        session.setTenantAnswer(command.remoteSdp);
        return {};
      case 'session.openGate':
        return { openedAtMs: session.openGate() };
      case 'session.commit':
        return {};
    }
  }

  #sessionFor({ callId, tenantId, epoch }: ForSession): MediaSession {
    const session = this.#sessions.get(callId);
    if (session !== undefined && epoch < session.epoch) throw new Refusal('STALE_EPOCH');
    if (session?.epoch !== epoch || session.tenantId !== tenantId) throw new Refusal('NO_SESSION');
    return session;
  }

  #onClosed(session: MediaSession): void {
    const { tenantId, callId, epoch } = session;
    if (this.#sessions.get(callId) !== session) return;
    this.#sessions.delete(callId);
    this.#closed.remember(callId, epoch);
    this.#options.logger.info({ tenantId, callId, epoch }, 'media.session_closed');
  }
}
