import { randomBytes, randomInt } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import { AppError, type Clock, CLOCK, type Envelope, ENVELOPE, Secret } from '#patchbay/kernel';
import { createTestContext } from '../../../../test/support/create-test-context.js';
import { ownerQuery } from '../../../../test/support/owner-query.js';
import { openMetaAppSecrets } from '../domain/meta-app.js';
import { OnboardingModule } from '../onboarding.module.js';
import { RegisterMetaApp } from './register-meta-app.js';
import { RotateMetaAppSecret } from './rotate-meta-app-secret.js';

const ADMIN = { actor: { kind: 'staff_client', id: 'admin', roles: ['BSP_ADMIN'] } } as const;
const VIEWER = { actor: { kind: 'staff_client', id: 'viewer', roles: ['BSP_VIEWER'] } } as const;
const FIRST = 'first-secret-of-the-app';
const SECOND = 'second-secret-of-the-app';

describe('RotateMetaAppSecret', () => {
  let context: INestApplicationContext;

  beforeAll(async () => {
    context = await createTestContext([OnboardingModule]);
  });
  afterAll(() => context.close());

  async function anApp(): Promise<string> {
    const appKey = `r-${randomBytes(5).toString('hex')}`;
    await context.get(RegisterMetaApp).execute(ADMIN, {
      appKey,
      appId: `78${randomInt(1e9, 9e9)}`,
      appSecret: new Secret(FIRST),
      verifyToken: new Secret('token'),
    });
    return appKey;
  }

  const rotate = (appKey: string, secret: string, overlapHours = 24) =>
    context
      .get(RotateMetaAppSecret)
      .execute(ADMIN, { appKey, appSecret: new Secret(secret), overlapHours });

  async function secretsOf(appKey: string) {
    const [row] = await ownerQuery<Parameters<typeof openMetaAppSecrets>[1]>(
      `select id, app_key as "appKey", app_secret_sealed as "appSecretSealed",
              verify_token_sealed as "verifyTokenSealed",
              previous_secret_sealed as "previousSecretSealed",
              previous_secret_until as "previousSecretUntil" from meta_app where app_key = $1`,
      [appKey],
    );
    const { appSecret, previous } = openMetaAppSecrets(context.get<Envelope>(ENVELOPE), row!);
    return [appSecret.reveal(), previous?.secret.reveal(), previous?.until.getTime()];
  }

  it('keeps the present secret beside the new one for the overlap, and says so in the audit', async () => {
    const appKey = await anApp();
    const before = context.get<Clock>(CLOCK).nowMs();
    const outcome = await rotate(appKey, SECOND, 2);

    if (outcome.kind !== 'rotated') throw new Error(outcome.kind);
    const until = outcome.previousUntil.getTime();
    expect(until - before).toBeGreaterThanOrEqual(2 * 3_600_000);
    expect(until - before).toBeLessThan(2 * 3_600_000 + 60_000);
    expect(await secretsOf(appKey)).toEqual([SECOND, FIRST, until]);
    expect(
      await ownerQuery(
        `select actor_id, action from platform_audit_event where subject_id = $1 order by id`,
        [appKey],
      ),
    ).toEqual([
      { actor_id: 'admin', action: 'onboarding.register_meta_app' },
      { actor_id: 'admin', action: 'onboarding.rotate_meta_app_secret' },
    ]);
  });

  it('leaves the app as it is when the secret is not new, and other apps in any case', async () => {
    const [appKey, other] = [await anApp(), await anApp()];
    await rotate(appKey, SECOND);
    const rotated = await secretsOf(appKey);

    expect(await rotate(appKey, SECOND)).toEqual({ kind: 'same_secret', appKey });
    expect(await secretsOf(appKey)).toEqual(rotated);
    expect(await secretsOf(other)).toEqual([FIRST, undefined, undefined]);
    expect(await rotate('nobody', SECOND)).toEqual({ kind: 'unknown_app', appKey: 'nobody' });
  });

  it('is for administrators, and refuses an endless overlap and a short secret', async () => {
    const appKey = await anApp();
    const input = { appKey, appSecret: new Secret(SECOND), overlapHours: 1 };
    const asViewer = context.get(RotateMetaAppSecret).execute(VIEWER, input);

    await expect(asViewer).rejects.toThrow(AppError);
    await expect(rotate(appKey, SECOND, 169)).rejects.toThrow(AppError);
    await expect(rotate(appKey, SECOND, Number.NaN)).rejects.toThrow(AppError);
    await expect(rotate(appKey, 'short')).rejects.toThrow(AppError);
    expect(await secretsOf(appKey)).toEqual([FIRST, undefined, undefined]);
  });
});
