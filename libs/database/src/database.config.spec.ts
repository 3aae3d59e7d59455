import { describe, expect, it } from '@jest/globals';
import { loadConfig } from '#patchbay/kernel';
import { databaseConfigSchema, RUNTIME_ROLES, urlOfRole } from './database.config.js';

const load = (env: Record<string, string>) =>
  loadConfig({ database: databaseConfigSchema }, env).database;
const APP = 'postgres://patchbay_app:secret@db:5432/patchbay';

describe('the settings of the database', () => {
  it('name one role, from which the others follow', () => {
    const config = load({ DATABASE_URL: APP });
    expect(RUNTIME_ROLES.map((role) => urlOfRole(config, role))).toEqual(
      RUNTIME_ROLES.map((role) => `postgres://patchbay_${role}:secret@db:5432/patchbay`),
    );
  });

  it('may name each role by itself', () => {
    const env = {
      DATABASE_URL: 'postgres://one@db/x',
      DATABASE_STAFF_URL: 'postgres://two@db/x',
      DATABASE_PLATFORM_URL: 'postgres://three@db/x',
      DATABASE_SYSTEM_URL: 'postgresql://four@db/x',
    };
    const config = load(env);
    expect(RUNTIME_ROLES.map((role) => urlOfRole(config, role)).sort()).toEqual(
      Object.values(env).sort(),
    );
  });

  it.each([
    ['nonsense', 'DATABASE_URL: '],
    ['mysql://patchbay_app@db/x', 'DATABASE_URL: '],
    ['postgres://owner@db/x', 'DATABASE_URL: the user must end with _app'],
  ])('refuse %s', (url, problem) => {
    expect(() => load({ DATABASE_URL: url })).toThrow(problem);
  });

  it('refuse a pool without connections', () => {
    const env = { DATABASE_URL: APP, DATABASE_POOL_SIZE: '0' };
    expect(() => load(env)).toThrow('DATABASE_POOL_SIZE: ');
  });
});
