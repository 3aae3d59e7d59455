import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The calls that are up, and those of a consumer, are found without reading a tenant's others. */
export class CallLists1795200019000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`set local lock_timeout = '5s'`);
    await runner.query(`create index call_open on call (tenant_id, id) where ended_at is null`);
    await runner.query(
      `create index call_consumer on call (tenant_id, consumer_id, id) where consumer_id is not null`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop index call_consumer`);
    await runner.query(`drop index call_open`);
  }
}
