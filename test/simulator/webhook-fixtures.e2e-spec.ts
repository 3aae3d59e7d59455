import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { webhookFixtures } from './support/webhook-fixtures.js';

/** All that platform and simulator share. To write one anew, remove it and run this test. */
const FOLDER = 'apps/simulator/fixtures/webhooks';

describe('the published webhooks', () => {
  it('F-WEBHOOKS-95 are what the simulator writes, one file for each kind', async () => {
    const fixtures = await webhookFixtures();
    mkdirSync(FOLDER, { recursive: true });
    const written: string[] = [];
    for (const [name, text] of fixtures) {
      const file = path.join(FOLDER, name);
      if (!existsSync(file)) {
        writeFileSync(file, text);
        written.push(name);
      }
      expect([name, JSON.parse(readFileSync(file, 'utf8'))]).toEqual([name, JSON.parse(text)]);
    }
    expect(written).toEqual([]);
    expect(readdirSync(FOLDER).sort()).toEqual([...fixtures.keys()].sort());
  });
});
