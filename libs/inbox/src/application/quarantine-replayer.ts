import { Inject, Injectable } from '@nestjs/common';
import { advanceCallJob } from '#patchbay/calls';
import { Doorbell } from '#patchbay/queue';
import { dispatchInboxJob } from '../inbox.jobs.js';
import { InboxDatabase } from '../persistence/inbox-database.js';
import { KEEP_PARTS } from './keep-parts.js';
import type { KeepWebhooksParts } from './keep-webhooks.js';
import { inParts, replayedTotal } from './replay-parts.js';
import { type QuarantineReplay, replayQuarantined } from './replay-quarantined.js';

/** Events are read out of raw deliveries, and kept, so many in a transaction. */
const AT_ONCE = 200;

/** Replays quarantined events for use cases, which have checked and audited who asked for it. */
@Injectable()
export class QuarantineReplayer {
  constructor(
    private readonly database: InboxDatabase,
    @Inject(KEEP_PARTS) private readonly keep: KeepWebhooksParts,
    private readonly doorbell: Doorbell,
  ) {}

  /** What became of each event that there is. */
  async replay(ids: readonly string[]): Promise<readonly QuarantineReplay[]> {
    const replays: QuarantineReplay[] = [];
    for (const part of inParts([...ids].sort(), AT_ONCE)) {
      const done = await this.database.run((tx) => replayQuarantined(tx, this.keep, part));
      await this.doorbell.ringAll(advanceCallJob, done.news.calls);
      await this.doorbell.ringAll(dispatchInboxJob, done.news.tenants);
      replays.push(...done.replays);
    }
    for (const { result } of replays) replayedTotal.inc({ from: 'quarantine', result });
    return replays;
  }
}
