import { beforeAll, describe, expect, it } from '@jest/globals';
import { FAULT_SCENARIO_NAMES, type FaultScenarioName } from './support/fault-scenarios.js';
import { CELLS, DECLARED_PROFILES, expectationOf, FaultRun } from './support/fault-run.js';
import { CLEAN_ENDS, EQUAL_PROFILES } from './support/fault-table.js';

const run = new FaultRun();

beforeAll(() => run.play(), 300_000);

const scenariosUnder = (profile: string | undefined): FaultScenarioName[] =>
  CELLS.filter((cell) => cell.profile === profile).map(({ scenario }) => scenario);

describe('without a fault', () => {
  it.each(FAULT_SCENARIO_NAMES)('%s', (scenario) => {
    expect(run.of({ profile: undefined, scenario }).end).toEqual(CLEAN_ENDS[scenario]);
  });
});

describe.each(EQUAL_PROFILES)('under %s everything is as in the clean run', (profile) => {
  it.each(scenariosUnder(profile))('%s', (scenario) => {
    const clean = run.of({ profile: undefined, scenario });
    const { end, projection } = run.of({ profile, scenario });
    expect(end).toEqual(clean.end);
    expect(projection).toEqual(clean.projection);
    expect(projection).toBeDefined();
  });
});

describe.each(DECLARED_PROFILES)('under %s', (profile) => {
  for (const scenario of scenariosUnder(profile)) {
    const expectation = expectationOf({ profile, scenario });
    it(`${scenario}: ${expectation?.because}`, () => {
      expect(run.of({ profile, scenario }).end).toEqual(expectation?.end);
    });
  }
});
