import { Inject, Injectable } from '@nestjs/common';
import { type Clock, CLOCK, type Envelope, ENVELOPE } from '#patchbay/kernel';
import { type MetaAppSecrets, openMetaAppSecrets } from '#patchbay/onboarding';
import { InboxDatabase } from '../persistence/inbox-database.js';
import { findMetaApp } from '../persistence/webhook-directory.js';

const KEEP_MS = 10_000;

interface Kept {
  readonly app: MetaAppSecrets;
  readonly readAtMs: number;
}

/** The Meta apps whose webhooks we take, with their secrets; read anew every ten seconds. */
@Injectable()
export class MetaApps {
  readonly #kept = new Map<string, Kept>();

  constructor(
    private readonly database: InboxDatabase,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(ENVELOPE) private readonly envelope: Envelope,
  ) {}

  /** Undefined when there is no app with this key. */
  async find(appKey: string): Promise<MetaAppSecrets | undefined> {
    const kept = this.#kept.get(appKey);
    const nowMs = this.clock.nowMs();
    if (kept && Math.abs(nowMs - kept.readAtMs) < KEEP_MS) return kept.app;
    const row = await this.database.run((tx) => findMetaApp(tx, appKey));
    if (row === undefined) return undefined;
    const app = openMetaAppSecrets(this.envelope, row);
    this.#kept.set(appKey, { app, readAtMs: nowMs });
    return app;
  }
}
