import { randomBytes } from 'node:crypto';
import { Client } from 'pg';

/** What global-setup.js has started for this run. */
interface TestServices {
  readonly template: {
    readonly name: string;
    readonly ownerUrl: string;
    readonly rolePassword: string;
  };
  readonly secretsFile: string;
  readonly internalToken: string;
  readonly workers: readonly {
    readonly DATABASE_OWNER_URL: string;
    readonly DATABASE_URL: string;
    readonly REDIS_URL: string;
  }[];
}

/** A database of a test's own: a copy of the migrated template, or an empty one. */
export interface TestDatabase {
  readonly name: string;
  readonly ownerUrl: string;
  /** URL of the role `<template>_app`; roles belong to the server, so a copy shares the template's. */
  readonly appUrl: string;
  readonly rolePassword: string;
  drop(): Promise<void>;
}

/** The services of this run; they exist once jest's global set-up has been through. */
export function testServices(): TestServices {
  const text = process.env.PATCHBAY_TEST_SERVICES;
  if (text === undefined) {
    throw new Error('No test services: this file must run in the jest project "services".');
  }
  return JSON.parse(text) as TestServices;
}

/** A migrated database nobody else uses, for a test that changes the schema or counts all rows. */
export function cloneDatabase(): Promise<TestDatabase> {
  return createDatabase(`template ${testServices().template.name}`);
}

/** A database without a table. Its runtime roles do not exist until it is migrated. */
export function emptyDatabase(): Promise<TestDatabase> {
  return createDatabase('template template0');
}

async function createDatabase(from: string): Promise<TestDatabase> {
  const { template } = testServices();
  // The template's name comes first, so that what a killed test leaves is found and dropped.
  const name = `${template.name}_t${randomBytes(5).toString('hex')}`;
  // A template is copied by one session at a time.
  await onServer(
    `select pg_advisory_lock(hashtextextended('patchbay.template', 0))`,
    `create database ${name} ${from}`,
  );
  const roles = from.endsWith(template.name) ? template.name : name;
  return {
    name,
    ownerUrl: urlOf(name),
    appUrl: urlOf(name, `${roles}_app`),
    rolePassword: template.rolePassword,
    drop: () =>
      onServer(
        `drop database if exists ${name} with (force)`,
        // Roles made by migrating an empty database; a copy has none of its own.
        ...['app', 'staff', 'platform', 'system'].map(
          (role) => `drop role if exists ${name}_${role}`,
        ),
      ),
  };
}

function urlOf(database: string, user?: string): string {
  const { template } = testServices();
  const url = new URL(template.ownerUrl);
  url.pathname = `/${database}`;
  if (user !== undefined) {
    url.username = user;
    url.password = template.rolePassword;
  }
  return url.href;
}

async function onServer(...statements: string[]): Promise<void> {
  const client = new Client({ connectionString: urlOf('postgres') });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}
