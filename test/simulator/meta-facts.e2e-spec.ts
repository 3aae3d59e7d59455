import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { switchesSchema } from '../../apps/simulator/src/world/switches.js';

const areaSchema = z.strictObject({
  title: z.string(),
  facts: z.array(
    z
      .strictObject({
        id: z.string().regex(/^F-[A-Z]+-\d\d$/),
        fact: z.string().min(10),
        kind: z.enum(['documented', 'observed', 'open', 'ours']),
        page: z.string().min(3),
        switch: z.enum(Object.keys(switchesSchema.shape)).optional(),
      })
      .refine((fact) => (fact.kind === 'open') === (fact.switch !== undefined), {
        message: 'an open fact names its switch, no other does',
      }),
  ),
});

const FOLDER = 'apps/simulator/facts';
const files = readdirSync(FOLDER).filter((name) => name.endsWith('.json'));
const facts = files.flatMap(
  (name) => areaSchema.parse(JSON.parse(readFileSync(path.join(FOLDER, name), 'utf8'))).facts,
);

/** Ids at the beginning of test names, with the files they are in. */
function testedIds(): Map<string, string> {
  const specs = ['test/simulator', 'apps/simulator/src', 'test/scenarios'].flatMap((folder) =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('spec.ts'))
      .map((name) => path.join(folder, name)),
  );
  const tested = new Map<string, string>();
  for (const file of specs) {
    const names = readFileSync(file, 'utf8').matchAll(
      /\bit(?:\.each\([\s\S]*?\))?\(\s*['"`]((?:F-[A-Z]+-\d\d[ ,:]*)+)/g,
    );
    for (const [, ids = ''] of names) {
      for (const [id] of ids.matchAll(/F-[A-Z]+-\d\d/g)) tested.set(id, file);
    }
  }
  return tested;
}

describe('the facts about Meta', () => {
  const tested = testedIds();

  it('have one id each', () => {
    const ids = facts.map(({ id }) => id);
    expect(ids).toHaveLength(new Set(ids).size);
  });

  it('are each shown by a test that carries the id', () => {
    expect(facts.map(({ id }) => id).filter((id) => !tested.has(id))).toEqual([]);
  });

  it('are known to the catalogue wherever a test names one', () => {
    const known = new Set(facts.map(({ id }) => id));
    expect([...tested].filter(([id]) => !known.has(id))).toEqual([]);
  });

  it('say of every switch what it decides', () => {
    const named = new Set(facts.map((fact) => fact.switch));
    expect(Object.keys(switchesSchema.shape).filter((name) => !named.has(name))).toEqual([]);
  });
});
