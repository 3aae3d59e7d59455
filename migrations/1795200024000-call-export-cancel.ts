import type { MigrationInterface, QueryRunner } from 'typeorm';

const setStates = (runner: QueryRunner, states: string): Promise<unknown> =>
  runner.query(
    `alter table call_export drop constraint ck_call_export_state,
       add constraint ck_call_export_state check (state in (${states}))`,
  );

/** Exports that their tenant does not want any more. */
export class CallExportCancel1795200024000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`set local lock_timeout = '5s'`);
    await setStates(runner, `'QUEUED', 'RUNNING', 'DONE', 'FAILED', 'EXPIRED', 'CANCELED'`);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`update call_export set state = 'FAILED' where state = 'CANCELED'`);
    await setStates(runner, `'QUEUED', 'RUNNING', 'DONE', 'FAILED', 'EXPIRED'`);
  }
}
