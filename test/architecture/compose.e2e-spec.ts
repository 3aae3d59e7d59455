import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { entryPoint, envOf } from '../../scripts/lib/stack-processes.mjs';

interface Service {
  readonly image: string;
  readonly build?: string;
  readonly command?: string[];
  readonly restart: string;
  readonly ports?: string[];
  readonly environment?: Record<string, string>;
  readonly healthcheck?: { readonly test: string[] };
  readonly depends_on?: Record<string, { readonly condition: string }>;
  readonly networks: { readonly patchbay: { readonly ipv4_address: string } };
}

const ROOT = path.resolve(import.meta.dirname, '../..');
const SERVERS = ['api', 'worker', 'media', 'simulator', 'sample-tenant'];
/** Set by the entry script of the container from the seeded logins. */
const SET_AT_START = new Set(['TENANT_CLIENT_ID', 'TENANT_CLIENT_SECRET']);

const read = (file: string): string => readFileSync(path.join(ROOT, file), 'utf8');
const { services } = parse(read('docker-compose.yml'), { merge: true }) as {
  services: Record<string, Service>;
};
const service = (name: string): Service => services[name]!;

interface Instruction {
  readonly stage: string;
  readonly verb: string;
  readonly text: string;
}

/** The Dockerfile's instructions, each with the name of its stage. */
function instructions(): Instruction[] {
  let stage = '';
  return read('Dockerfile')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => {
      const [verb = '', ...rest] = line.split(' ');
      const text = rest.join(' ');
      if (verb === 'FROM') stage = /AS (\w+)$/.exec(text)?.[1] ?? '';
      return { stage, verb, text };
    });
}

describe('docker-compose.yml', () => {
  it('has the whole system', () => {
    expect(Object.keys(services).sort()).toEqual(
      ['migrate', 'postgres', 'redis', ...SERVERS].sort(),
    );
  });

  it.each(SERVERS)('gives %s the settings that npm start gives it', (name) => {
    const url = { publicUrl: 'http://public', privateUrl: 'http://private' };
    const settings = envOf(name, {
      services: { appUrl: 'postgres://app', redisUrl: 'redis://redis' },
      secretsFile: '/secrets',
      urls: { api: url, worker: url, media: url, simulator: url },
      client: { clientId: 'id', clientSecret: 'secret' },
    });
    const wanted = Object.keys(settings).filter((key) => !SET_AT_START.has(key));
    expect(wanted.filter((key) => service(name).environment?.[key] === undefined)).toEqual([]);
  });

  it.each(SERVERS)(
    'starts %s from the built image, binds its own address, asks for its health',
    (name) => {
      const { build, command, environment, healthcheck, networks } = service(name);
      expect(build).toBe('.');
      expect(command?.[0]).toBe('node');
      const script = command?.[1] ?? '';
      const source = script.replace(/^dist\//, '').replace(/\.js$/, '.ts');
      expect(existsSync(path.join(ROOT, source))).toBe(true);
      if (script.startsWith('dist/')) expect(path.join(ROOT, script)).toBe(entryPoint(name));
      expect(environment?.HOST).toBe(networks.patchbay.ipv4_address);
      expect(healthcheck?.test).toEqual(['CMD', 'node', 'scripts/healthcheck.mjs']);
    },
  );

  it('waits for what it needs: health of servers, the end of what runs once', () => {
    for (const { depends_on: needs = {} } of Object.values(services)) {
      for (const [name, { condition }] of Object.entries(needs)) {
        const isServer = service(name).healthcheck !== undefined;
        expect(condition).toBe(isServer ? 'service_healthy' : 'service_completed_successfully');
        expect(service(name).restart).toBe(isServer ? 'unless-stopped' : 'no');
      }
    }
  });

  it('gives every container an address of its own and opens ports on the loopback only', () => {
    const addresses = Object.values(services).map(({ networks }) => networks.patchbay.ipv4_address);
    expect(new Set(addresses).size).toBe(addresses.length);
    for (const port of Object.values(services).flatMap(({ ports = [] }) => ports)) {
      expect(port).toMatch(/^127\.0\.0\.1:\d+:8080$/);
    }
  });

  it('keeps database and queue from the media node', () => {
    const names = Object.keys(service('media').environment ?? {});
    expect(names.filter((name) => /^(DATABASE|SECRETS)/.test(name))).toEqual([]);
  });
});

describe('Dockerfile', () => {
  it('builds in stages on a pinned line of Node and ends as a plain user', () => {
    const stages = instructions().filter(({ verb }) => verb === 'FROM');
    expect(stages.map(({ stage }) => stage)).toEqual(['build', 'packages', 'runtime']);
    for (const { text } of stages) expect(text).toMatch(/^node:20-slim AS /);
    const last = instructions().filter(({ stage }) => stage === 'runtime');
    expect(last.filter(({ verb }) => verb === 'USER').map(({ text }) => text)).toEqual(['node']);
    expect(last.at(-1)).toMatchObject({ verb: 'CMD' });
  });

  it('copies what exists, from stages that exist', () => {
    const stages = new Set(instructions().map(({ stage }) => stage));
    for (const { text } of instructions().filter(({ verb }) => verb === 'COPY')) {
      const from = /^--from=(\w+) /.exec(text)?.[1];
      if (from !== undefined) expect(stages).toContain(from);
      const sources = text
        .split(' ')
        .filter((part) => !part.startsWith('--'))
        .slice(0, -1);
      if (from !== undefined) continue;
      for (const source of sources) expect(existsSync(path.join(ROOT, source))).toBe(true);
    }
  });

  it('installs the packages of production only, from the lock file', () => {
    const installs = instructions().filter(({ text }) => text.startsWith('npm ci'));
    expect(installs.map(({ stage }) => stage)).toEqual(['build', 'packages']);
    expect(installs[1]?.text).toContain('--omit=dev');
  });

  it('never gets what belongs to one machine', () => {
    const ignored = read('.dockerignore').split('\n');
    expect(ignored).toEqual(expect.arrayContaining(['.git', '.local', 'dist', 'node_modules']));
  });
});
