import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

const GENERATOR = path.resolve(import.meta.dirname, '../../scripts/generate-docs.mjs');
const run = promisify(execFile);

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'patchbay-docs-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('the generated pages', () => {
  it('are what the code says', async () => {
    const { stderr } = await run(process.execPath, [GENERATOR, '--check']);
    expect(stderr).toContain('every page is what the code says');
  }, 60_000);

  it('that are missing or stale fail the check, by name', async () => {
    const checking = run(process.execPath, [GENERATOR, '--check', '--into', folder]);
    await expect(checking).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringContaining(
        'docs/call-states.md, docs/error-codes.md, docs/meta-facts.md, docs/webhook-kinds.md, .env.example',
      ),
    });
  }, 60_000);
});
