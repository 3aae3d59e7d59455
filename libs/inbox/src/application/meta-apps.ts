import { Inject, Injectable } from '@nestjs/common';
import { type Clock, CLOCK, type Envelope, ENVELOPE } from '#patchbay/kernel';
import { type MetaAppSecrets, openMetaAppSecrets } from '#patchbay/onboarding';
import { InboxDatabase } from '../persistence/inbox-database.js';
import { findMetaApps } from '../persistence/webhook-directory.js';

const KEEP_MS = 10_000;
/** So fresh is what we have that asking again would tell nothing new. */
const NEW_MS = 1000;

interface Kept {
  readonly apps: ReadonlyMap<string, MetaAppSecrets>;
  readonly readAtMs: number;
}

/** The Meta apps whose webhooks we take, with their secrets; read anew every ten seconds. */
@Injectable()
export class MetaApps {
  #kept: Kept | undefined;
  #reading: Promise<Kept> | undefined;

  constructor(
    private readonly database: InboxDatabase,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(ENVELOPE) private readonly envelope: Envelope,
  ) {}

  /** Undefined when there is no app with this key. */
  async find(appKey: string): Promise<MetaAppSecrets | undefined> {
    const kept = this.#kept;
    const isFresh = kept && Math.abs(this.clock.nowMs() - kept.readAtMs) < KEEP_MS;
    const app = isFresh ? kept.apps.get(appKey) : undefined;
    // An unknown key may be of an app that is new. Whoever asks meanwhile gets the same answer, so
    // that strangers with made-up keys cost one query at a time.
    return app ?? (await this.#read()).apps.get(appKey);
  }

  /** The same for whom what we had did not fit: its secret may just have been changed. */
  async findAnew(appKey: string): Promise<MetaAppSecrets | undefined> {
    const kept = this.#kept;
    const isNew = kept && Math.abs(this.clock.nowMs() - kept.readAtMs) < NEW_MS;
    return (isNew ? kept : await this.#read()).apps.get(appKey);
  }

  #read(): Promise<Kept> {
    this.#reading ??= this.#readAnew().finally(() => {
      this.#reading = undefined;
    });
    return this.#reading;
  }

  async #readAnew(): Promise<Kept> {
    const readAtMs = this.clock.nowMs();
    const rows = await this.database.run(findMetaApps);
    const apps = new Map(rows.map((row) => [row.appKey, openMetaAppSecrets(this.envelope, row)]));
    this.#kept = { apps, readAtMs };
    return this.#kept;
  }
}
