import { spawn, spawnSync } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { eventually } from '#patchbay/kernel/testing';
import { ALERT_PERCENTS } from './domain/failure-thresholds.js';
import { EVENT_TYPES } from './domain/event-types.js';
import { DEFAULT_WAITS_MS, LIVE_WAITS_MS } from './domain/retry-schedule.js';
import { metaSignedHeaders, newSigningSecret, signedHeaders } from './domain/signature.js';
import { fanoutConfigSchema } from './fanout.config.js';

const ROOT = path.resolve(import.meta.dirname, '../../..');
/** Whoever has none skips the receiver in Python by name; in CI a skip fails the run. */
const PYTHON = process.env.PATCHBAY_PYTHON ?? '/usr/bin/python3';
const page = readFileSync(path.join(ROOT, 'docs/webhooks.md'), 'utf8');
const words = page.replaceAll(/\s+/g, ' ');

/** The cells of the rows of the table below a heading. */
function tableBelow(heading: string): string[][] {
  const [, section = ''] = page.split(`\n## ${heading}\n`);
  const rows = section.split('\n## ')[0]!.match(/^\|.*\|$/gm) ?? [];
  return rows.slice(2).map((row) =>
    row
      .slice(1, -1)
      .split('|')
      .map((cell) => cell.trim().replaceAll('`', '')),
  );
}

function codeOf(language: string): string {
  return new RegExp(`^\`\`\`${language}\n([^]*?)^\`\`\`$`, 'm').exec(page)?.[1] ?? '';
}

function duration(ms: number): string {
  if (ms < 60_000) return `${ms / 1000} s`;
  return ms < 3_600_000 ? `${ms / 60_000} min` : `${ms / 3_600_000} h`;
}

/** Everything in the libraries that may send something, as text. */
function sources(): string {
  const folder = path.join(ROOT, 'libs');
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\/src\/.*\.ts$/.test(file) && !/spec\.ts$|\/testing\//.test(file))
    .filter((file) => !/fanout\/src\/domain\/(event-types|example-events|meta-body)/.test(file))
    .map((file) => readFileSync(path.join(folder, file), 'utf8'))
    .join('\n');
}

describe('docs/webhooks.md', () => {
  it('has the event types of the code, with their words, time and form', () => {
    expect(tableBelow('Event types')).toEqual(
      EVENT_TYPES.map(({ type, description, ttlMs, hasMetaBody }) => [
        type,
        description,
        ttlMs === null ? 'days' : duration(ttlMs).replace('1 min', '60 s'),
        hasMetaBody ? 'yes' : '',
      ]),
    );
  });

  it('says which of them nothing sends yet', () => {
    const [, list = ''] = /Nothing sends (.*?) yet\./.exec(words) ?? [];
    const unsent = [...list.matchAll(/`([^`]+)`/g)].map(([, type]) => type);
    const text = sources();
    const types = EVENT_TYPES.map(({ type }) => type);
    expect(unsent).toEqual(types.filter((type) => !text.includes(`'${type}'`)));
  });

  it('has the schedule, the times and the limits of the code', () => {
    const config = fanoutConfigSchema.parse({});
    expect(tableBelow('Retries').map(([, waits]) => waits)).toEqual(
      [LIVE_WAITS_MS, DEFAULT_WAITS_MS].map((waits) => waits.map(duration).join(', ')),
    );
    const [half, most, nearly] = ALERT_PERCENTS;
    for (const fact of [
      `within ${config.FANOUT_TIMEOUT_MS / 1000} s`,
      `within ${config.FANOUT_FAILOVER_AFTER_MS / 1000} s`,
      `on port ${config.FANOUT_PORTS.join(' or ')}`,
      `After ${half}, ${most} and ${nearly} failures in a row`,
      `After ${config.FANOUT_DISABLE_AFTER_FAILURES}, when nothing has come through for a day`,
      'given up after its eighth attempt',
    ]) {
      expect(words).toContain(fact);
    }
    expect(config.FANOUT_DISABLE_AFTER_MS).toBe(86_400_000);
    expect(DEFAULT_WAITS_MS).toHaveLength(7);
  });
});

const BODY = JSON.stringify({ id: 'msg_1', type: 'call.terminated', data: { note: 'ünï' } });
const secret = newSigningSecret();
const another = newSigningSecret();

interface Sending {
  readonly atMs?: number;
  readonly current?: string;
  readonly previous?: string;
}

function headersFor({ atMs = Date.now(), current = secret, previous }: Sending = {}) {
  const timestampSeconds = Math.floor(atMs / 1000);
  return signedHeaders({ current, previous }, { messageId: 'msg_1', timestampSeconds, body: BODY });
}

const CASES = [
  ['what we send', headersFor(), BODY, true],
  [
    'what a newer secret signed too',
    headersFor({ current: another, previous: secret }),
    BODY,
    true,
  ],
  ['another secret', headersFor({ current: another }), BODY, false],
  ['another body', headersFor(), `${BODY} `, false],
  ['an old message', headersFor({ atMs: Date.now() - 600_000 }), BODY, false],
] as const;

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

describe('the receivers in docs/webhooks.md', () => {
  it('tell what we send from what we do not, in Node', async () => {
    const port = await freePort();
    const receiver = spawn(process.execPath, ['--input-type=module', '-e', codeOf('js')], {
      cwd: ROOT,
      env: { ...process.env, PORT: String(port), PATCHBAY_WEBHOOK_SECRET: secret },
    });
    try {
      for (const [name, headers, body, isAuthentic] of CASES) {
        const send = () => fetch(`http://127.0.0.1:${port}/`, { method: 'POST', headers, body });
        const { status } = await eventually(send, { within: 30_000 });
        expect([name, status]).toEqual([name, isAuthentic ? 204 : 401]);
      }
    } finally {
      receiver.kill();
    }
  });

  const hasPython = spawnSync(PYTHON, ['--version']).status === 0;
  (hasPython ? it : it.skip)('tell what we send from what we do not, in Python', () => {
    const cases = CASES.map(([, headers, body]) => [headers, body]);
    const program = `${codeOf('python')}
import json, sys
for headers, body in json.load(sys.stdin):
    print(is_authentic(${JSON.stringify(secret)}, headers, body.encode()))
`;
    const { stdout, stderr } = spawnSync(PYTHON, ['-c', program], {
      input: JSON.stringify(cases),
      encoding: 'utf8',
    });
    expect(stderr).toBe('');
    expect(stdout.trim().split('\n')).toEqual(
      CASES.map(([, , , isAuthentic]) => (isAuthentic ? 'True' : 'False')),
    );
  });

  it('of Meta’s form need nothing but the secret as text', () => {
    expect(words).toContain('the key being the whole `secret` as text');
    const mac = createHmac('sha256', secret).update(BODY).digest('hex');
    expect(metaSignedHeaders({ current: secret }, BODY)).toEqual({
      'x-hub-signature-256': `sha256=${mac}`,
    });
  });
});
