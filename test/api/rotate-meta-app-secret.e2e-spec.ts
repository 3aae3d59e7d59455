import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import { createTestContext } from '../support/create-test-context.js';
import { ownerQuery } from '../support/owner-query.js';
import { twoTenants, type TwoTenants } from '../support/two-tenants.js';

const ROOT = path.resolve(import.meta.dirname, '../..');
const CLI = path.join(ROOT, 'dist/apps/worker/src/cli/rotate-meta-app-secret.js');

describe('the command that rotates a secret', () => {
  let context: INestApplicationContext;
  let two: TwoTenants;

  beforeAll(async () => {
    context = await createTestContext([]);
    two = await twoTenants(context);
  });
  afterAll(() => context.close());

  async function rotate(args: readonly string[], secret: string) {
    const child = spawn(process.execPath, [CLI, ...args], {
      env: { ...process.env, NODE_OPTIONS: '' },
    });
    child.stdin.end(`${secret}\n`);
    const exited = new Promise<number | null>((resolve) => child.once('exit', resolve));
    const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
    return { code: await exited, stdout, stderr };
  }

  it('takes it from standard input, says until when the old one is valid, and is audited', async () => {
    const { appKey } = two.apps.alpha;
    const secret = 'a-secret-of-standard-input';
    const { code, stdout, stderr } = await rotate([appKey, '--overlap-hours', '2'], secret);

    expect([code, JSON.parse(stdout)]).toEqual([
      0,
      { kind: 'rotated', appKey, previousUntil: expect.any(String) },
    ]);
    expect(`${stdout}${stderr}`).not.toContain(secret);
    expect(
      await ownerQuery(
        `select a.actor_kind, a.actor_id from platform_audit_event a join meta_app m
            on m.app_key = a.subject_id and m.previous_secret_sealed is not null
          where a.subject_id = $1 and a.action = 'onboarding.rotate_meta_app_secret'`,
        [appKey],
      ),
    ).toEqual([{ actor_kind: 'system', actor_id: 'rotate-meta-app-secret' }]);
  });

  it('says what is wrong, and changes nothing', async () => {
    const short = await rotate([two.apps.beta.appKey], 'short');
    expect([short.code, short.stderr]).toEqual([1, expect.stringContaining('16 characters')]);
    const unknown = await rotate(['nobody'], 'a-secret-of-standard-input');
    expect([unknown.code, JSON.parse(unknown.stdout)]).toEqual([
      1,
      { kind: 'unknown_app', appKey: 'nobody' },
    ]);
  });
});
