import type { Pool } from 'pg';
import {
  FAULT_PROFILE_NAMES,
  type FaultProfileName,
} from '../../../apps/simulator/src/world/fault-profiles.js';
import { type CellResult, FaultCell, type FaultCellName } from './fault-cell.js';
import { consumerOfCell, FAULT_SCENARIO_NAMES } from './fault-scenarios.js';
import {
  type DeclaredProfile,
  EQUAL_PROFILES,
  type Expectation,
  FAULT_TABLE,
  TELLING_SCENARIO,
} from './fault-table.js';
import { Scenario } from './scenario.js';

/** All cells, or those that every `npm test` plays. */
export const IS_FULL = process.env.FAULT_TABLE === 'full';

/** The platform's spans of time, shortened to a tenth or so; seconds. */
const POLICIES: Readonly<Record<string, number>> = {
  answer_window: 18,
  ring_timeout: 12,
  outcome_unknown_after: 5,
  terminate_confirmed_within: 4,
  business_ring_limit: 20,
};
/** Meta's, to match. */
const DURATIONS = {
  SIM_ANSWER_WINDOW_MS: '15000',
  SIM_RING_TIMEOUT_MS: '10000',
  SIM_FIRST_MEDIA_TIMEOUT_MS: '5000',
  SIM_MEDIA_TIMEOUT_MS: '6000',
};
/** Cells at once: most of a cell's time is waiting. Fewer where the machine is slow or busy. */
const MOST_SLOTS = 18;
const FEWEST_SLOTS = 5;
/** What a call on a warm stack takes to be set up on a machine that has nothing else to do. */
const USUAL_SETUP_MS = 1200;
/** A user who hangs up by themselves; less than a pulse of the bill. */
const TALK_MS = 3000;
/** Between the beginnings of the first cells. */
const RAMP_MS = 150;
/** Users beyond those of the cells. */
const WARM_UP_FROM = 1000;
/** These take longest and begin first. */
const SLOW = ['drop-terminate', 'late'];

function isEqualProfile(profile: FaultProfileName): profile is (typeof EQUAL_PROFILES)[number] {
  return (EQUAL_PROFILES as readonly string[]).includes(profile);
}

/** What the table says of a cell; undefined where it must equal the clean run. */
export function expectationOf({ profile, scenario }: FaultCellName): Expectation | undefined {
  if (profile === undefined || isEqualProfile(profile)) return undefined;
  return FAULT_TABLE[profile][scenario];
}

function isPlayed({ profile, scenario }: FaultCellName): boolean {
  if (IS_FULL || profile === undefined || isEqualProfile(profile)) return true;
  return (TELLING_SCENARIO[profile] ?? 'user calls, answered') === scenario;
}

/** The cells of this run, the clean ones among them. */
export const CELLS: readonly FaultCellName[] = [undefined, ...FAULT_PROFILE_NAMES]
  .flatMap((profile) => FAULT_SCENARIO_NAMES.map((scenario) => ({ profile, scenario })))
  .filter(isPlayed);

export const DECLARED_PROFILES = Object.keys(FAULT_TABLE) as DeclaredProfile[];

/** How a cell is called in reports. */
export function nameOf({ profile, scenario }: FaultCellName): string {
  return `${profile ?? 'clean'}: ${scenario}`;
}

async function shorten(rows: Pool): Promise<void> {
  for (const [name, seconds] of Object.entries(POLICIES)) {
    await rows.query(`update limit_policy set value = $2 where name = $1`, [name, seconds]);
  }
}

/** The first calls meet a cold stack. How long the next ones take says how many it bears at once. */
async function slotsAfterWarmUp(world: Scenario): Promise<number> {
  const talkMs = 500;
  let setupMs = 0;
  for (const round of [0, 1]) {
    const played = (['user calls, answered', 'business calls, answered'] as const).map(
      (scenario, index) => {
        const consumer = consumerOfCell(WARM_UP_FROM + 2 * round + index);
        const order = { scenario, profile: undefined, consumer, talkMs, needsProjection: false };
        return new FaultCell(world, order).play();
      },
    );
    const took = (await Promise.all(played)).map(({ tookMs }) => tookMs);
    setupMs = Math.max(...took) - talkMs;
  }
  const slots = Math.round((MOST_SLOTS * USUAL_SETUP_MS) / Math.max(setupMs, USUAL_SETUP_MS));
  return Math.max(FEWEST_SLOTS, slots);
}

/** Plays all cells at once on one stack, each with a user of its own. */
export class FaultRun {
  readonly #results = new Map<string, CellResult | Error>();
  #tookMs = 0;

  /** From the first call to the last end, milliseconds. */
  get tookMs(): number {
    return this.#tookMs;
  }

  /** What became of a cell; throws what it threw. */
  of(cell: FaultCellName): CellResult {
    const result = this.#results.get(nameOf(cell));
    if (result === undefined) throw new Error(`${nameOf(cell)} was not played`);
    if (result instanceof Error) throw result;
    return result;
  }

  async play(): Promise<void> {
    const world = await Scenario.start(
      {
        virtualClock: false,
        env: {
          all: { META_GRAPH_TIMEOUT_MS: '2000' },
          media: { MEDIA_ICE_TIMEOUT_MS: '5000', MEDIA_DTLS_TIMEOUT_MS: '5000' },
          simulator: DURATIONS,
        },
      },
      shorten,
    );
    const startedAt = performance.now();
    const queue = CELLS.map((cell, index) => ({ cell, index })).sort(
      (a, b) => SLOW.indexOf(b.cell.profile ?? '') - SLOW.indexOf(a.cell.profile ?? ''),
    );
    const work = async (slot: number): Promise<void> => {
      await new Promise((resolve) => setTimeout(resolve, slot * RAMP_MS));
      for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
        await this.#playOne(world, next.cell, consumerOfCell(next.index));
      }
    };
    const slots = await slotsAfterWarmUp(world);
    await Promise.all(Array.from({ length: slots }, (_, slot) => work(slot)));
    this.#tookMs = performance.now() - startedAt;
    await world.stop();
  }

  async #playOne(world: Scenario, cell: FaultCellName, consumer: string): Promise<void> {
    const expectation = expectationOf(cell);
    const order = {
      ...cell,
      consumer,
      talkMs: expectation?.isUntilMediaFails === true ? null : TALK_MS,
      needsProjection: expectation === undefined,
    };
    const result = await new FaultCell(world, order)
      .play()
      .catch((error: unknown) => (error instanceof Error ? error : new Error(String(error))));
    this.#results.set(nameOf(cell), result);
  }
}
