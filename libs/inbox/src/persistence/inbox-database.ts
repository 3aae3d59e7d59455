import { Injectable } from '@nestjs/common';
import type { Transaction } from '#patchbay/database';
import { SystemDatabase } from '../../../database/src/system-database.js';

/** Ingest's door: it writes rows of whichever tenant a webhook turns out to name. */
@Injectable()
export class InboxDatabase {
  constructor(private readonly database: SystemDatabase) {}

  run<Result>(work: (tx: Transaction) => Promise<Result>): Promise<Result> {
    return this.database.run(work);
  }
}
