import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Indexes by which messages are listed from the newest on, and found again for a replay. */
export class MessageLists1795200010000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`set local lock_timeout = '5s'`);
    await runner.query(`create index message_type on message (tenant_id, event_type, id)`);
    await runner.query(
      `create index attempt_delivered on attempt (tenant_id, endpoint_id, message_id)
         where outcome = 'DELIVERED'`,
    );
    await runner.query(
      `create index dead_letter_open on dead_letter (tenant_id, endpoint_id, message_id)
         where recovered_at is null`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`drop index dead_letter_open`);
    await runner.query(`drop index attempt_delivered`);
    await runner.query(`drop index message_type`);
  }
}
