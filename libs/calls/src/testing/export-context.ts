import type { INestApplicationContext } from '@nestjs/common';
import { CLOCK, type SystemClock } from '#patchbay/kernel';
import { createTestContext } from '../../../../test/support/create-test-context.js';
import { ownerQuery } from '../../../../test/support/owner-query.js';
import { type TwoTenants, twoTenants } from '../../../../test/support/two-tenants.js';
import { ExportWorld } from './export-world.js';

/** Two tenants whose calls are exported, by a clock that can be moved. */
export class ExportContext {
  readonly #context: INestApplicationContext;
  readonly clock: SystemClock;

  private constructor(
    context: INestApplicationContext,
    readonly tenants: TwoTenants,
  ) {
    this.#context = context;
    this.clock = context.get<SystemClock>(CLOCK);
  }

  static async open(): Promise<ExportContext> {
    const context = await createTestContext([]);
    return new ExportContext(context, await twoTenants(context));
  }

  close(): Promise<void> {
    return this.#context.close();
  }

  /** As if nobody had ever asked for an export, and now. */
  async anew(): Promise<ExportWorld> {
    this.clock.setOffset(0);
    await ownerQuery(`delete from call_export`);
    return new ExportWorld(this.#context);
  }

  partsOf(exportId: string): Promise<{ id: string; size_bytes: number | null }[]> {
    return ownerQuery(`select id, size_bytes from call_export_part where export_id = $1`, [
      exportId,
    ]);
  }
}
