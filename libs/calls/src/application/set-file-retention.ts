import { Inject, Injectable } from '@nestjs/common';
import { UseCases } from '#patchbay/database';
import { type Clock, CLOCK, type TenantContext } from '#patchbay/kernel';
import { CALL_USE_CASES } from '../calls.roles.js';
import {
  saveWantedDays,
  shortenKept,
  wantedDays,
} from '../persistence/call-file-retention.repository.js';

/** For how many days a tenant has files of its calls kept; null: as long as the platform does. */
export interface FileRetention {
  readonly mediaDays: number | null;
}

/**
 * Says for how long recordings, transcripts and voicemail are kept. Files that are there are deleted
 * earlier from then on, and never later: a longer time holds for files that are still to come.
 */
@Injectable()
export class SetFileRetention {
  constructor(
    private readonly useCases: UseCases,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  execute(tenant: TenantContext, { mediaDays }: FileRetention): Promise<FileRetention> {
    const definition = CALL_USE_CASES.setFileRetention;
    return this.useCases.change({ tenant, definition }, async (tx) => {
      await saveWantedDays(tx, mediaDays, this.clock.now());
      if (mediaDays !== null) await shortenKept(tx, mediaDays);
      return { mediaDays };
    });
  }

  read(tenant: TenantContext): Promise<FileRetention> {
    const definition = CALL_USE_CASES.readFileRetention;
    return this.useCases.read({ tenant, definition }, async (tx) => ({
      mediaDays: (await wantedDays(tx)) ?? null,
    }));
  }
}
