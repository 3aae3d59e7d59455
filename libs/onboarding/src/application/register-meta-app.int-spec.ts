import { randomBytes, randomInt } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import { type Envelope, ENVELOPE, Secret } from '#patchbay/kernel';
import { createTestContext } from '../../../../test/support/create-test-context.js';
import { ownerQuery } from '../../../../test/support/owner-query.js';
import { openMetaAppSecrets } from '../domain/meta-app.js';
import { OnboardingModule } from '../onboarding.module.js';
import { RegisterMetaApp } from './register-meta-app.js';

const ADMIN = { actor: { kind: 'staff_client', id: 'admin', roles: ['BSP_ADMIN'] } } as const;

describe('RegisterMetaApp', () => {
  let context: INestApplicationContext;

  beforeAll(async () => {
    context = await createTestContext([OnboardingModule]);
  });
  afterAll(() => context.close());

  const app = () => ({
    appKey: `a-${randomBytes(5).toString('hex')}`,
    appId: `77${randomInt(1e9, 9e9)}`,
    appSecret: new Secret('first-secret'),
    verifyToken: new Secret('first-token'),
  });
  const register = (given: ReturnType<typeof app>) =>
    context.get(RegisterMetaApp).execute(ADMIN, given);

  async function secretsOf(appKey: string): Promise<string[]> {
    const [row] = await ownerQuery<Parameters<typeof openMetaAppSecrets>[1]>(
      `select id, app_key as "appKey", app_secret_sealed as "appSecretSealed",
              verify_token_sealed as "verifyTokenSealed" from meta_app where app_key = $1`,
      [appKey],
    );
    const app = openMetaAppSecrets(context.get<Envelope>(ENVELOPE), row!);
    return [app.appSecret.reveal(), app.verifyToken.reveal()];
  }

  it('keeps the secrets sealed to their row and column', async () => {
    const given = app();

    expect(await register(given)).toEqual({ kind: 'registered', appKey: given.appKey });
    expect(await secretsOf(given.appKey)).toEqual(['first-secret', 'first-token']);
  });

  it('takes new secrets for an app it knows', async () => {
    const given = app();
    await register(given);
    await register({ ...given, appSecret: new Secret('second-secret') });

    expect(await secretsOf(given.appKey)).toEqual(['second-secret', 'first-token']);
  });

  it('refuses a key for another app, and an app under another key', async () => {
    const given = app();
    await register(given);

    for (const other of [
      { ...given, appId: app().appId },
      { ...given, appKey: app().appKey },
    ]) {
      expect(await register(other)).toEqual({
        kind: 'app_taken',
        appKey: other.appKey,
        appId: other.appId,
      });
    }
  });
});
