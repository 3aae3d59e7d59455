import type { MigrationInterface, QueryRunner } from 'typeorm';

const CALLING = 'https://developers.facebook.com/docs/whatsapp/cloud-api/calling';

type Seed = readonly [name: string, seconds: number, source: string];

/** For how long a call is believed to be up when Meta cannot be told, or tells nothing. */
const SEEDS: readonly Seed[] = [
  // Meta drops a call without sound after 30 s, and a terminate is tried for ten times as long.
  ['hang_up_given_up_after', 300, `platform default; a call without media: ${CALLING}/faq`],
  ['foreign_call_limit', 21_600, 'platform default'],
  // Meta repeats a webhook for seven days: afterwards no word of the end can come.
  ['passed_through_limit', 604_800, `platform default; repeated webhooks: ${CALLING}/faq`],
];

/** Where a call's media node is asked, and what ends a call whose end nobody tells. */
export class CallAnswers1795200021000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`set local lock_timeout = '5s'`);
    await runner.query(`alter table call_work add column node_url text`);
    for (const [name, seconds, source] of SEEDS) {
      await runner.query(
        `insert into limit_policy (id, profile, name, value, unit, effective_from, source) values
           (gen_random_uuid(), 'PRODUCTION', $1, $2, 'second', '2026-03-30', $3),
           (gen_random_uuid(), 'SANDBOX', $1, $2, 'second', '2026-03-30', $3)`,
        [name, seconds, source],
      );
    }
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`delete from limit_policy where name = any($1::text[])`, [
      SEEDS.map(([name]) => name),
    ]);
    await runner.query(`alter table call_work drop column node_url`);
  }
}
