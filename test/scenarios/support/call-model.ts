import fc from 'fast-check';
import { encodeId } from '#patchbay/kernel';
import { ANSWER, OFFER } from '../../simulator/support/business-sdp.js';
import type { ModelWorld } from './model-world.js';

type Json = ReturnType<typeof JSON.parse>;

/** What the test knows of the calls it began; what they are, the platform and the simulator say. */
export interface Model {
  readonly calls: number;
}

/** Of a busy machine; mostly two are enough. */
const MOST_ROUNDS = 100;

const ID = '__typename ... on MutationError { code message }';
const MUTATIONS = {
  preAcceptCall: `mutation ($input: PreAcceptCallInput!) { preAcceptCall(input: $input) { ${ID} } }`,
  acceptCall: `mutation ($input: AcceptCallInput!) { acceptCall(input: $input) { ${ID} } }`,
  rejectCall: `mutation ($input: RejectCallInput!) { rejectCall(input: $input) { ${ID} } }`,
  terminateCall: `mutation ($input: TerminateCallInput!) { terminateCall(input: $input) { ${ID} } }`,
  placeCall: `mutation ($input: PlaceCallInput!) { placeCall(input: $input) { ${ID} } }`,
};

/** The system of one run: users of its own, and what it asked for and still waits for. */
export class ModelRun {
  readonly refused: string[] = [];
  readonly #asked: Promise<unknown>[] = [];
  readonly #world: ModelWorld;
  readonly #consumers: readonly string[];
  #next = 0;

  constructor(world: ModelWorld, consumers: readonly string[]) {
    this.#world = world;
    this.#consumers = consumers;
  }

  get world(): ModelWorld {
    return this.#world;
  }

  /** The user of the next call; each has one at a time, mostly. */
  nextConsumer(): string {
    this.#next += 1;
    return this.#consumers[this.#next % this.#consumers.length]!;
  }

  /** Asks as the tenant, and lets the answer come when it comes. */
  ask(name: keyof typeof MUTATIONS, input: Record<string, unknown>): void {
    const answer = this.#world.ask(MUTATIONS[name], input).then(
      (told: Json) => {
        if (told?.code !== undefined) this.refused.push(`${name} ${told.code}`);
      },
      (error: unknown) => this.refused.push(`${name} ${String(error)}`),
    );
    this.#asked.push(answer);
  }

  /** The calls of this run that the platform knows, oldest first. */
  async rows(): Promise<Json[]> {
    return this.#world.callsOf(this.#consumers);
  }

  /** Meta's calls of this run. */
  async metaCalls(): Promise<Json[]> {
    const { calls } = await this.#world.sim('GET', '/calls');
    return (calls as Json[]).filter(({ consumer }) => this.#consumers.includes(consumer.waId));
  }

  /** Ends what is left, and waits until nobody has anything to do any more. */
  async finish(): Promise<void> {
    await this.#world.recover();
    await this.#world.setReading(true);
    await this.#world.sim('DELETE', '/faults');
    await this.#untilQuiet();
    // What was asked late may have begun a call after all was quiet.
    await Promise.all(this.#asked);
    await this.#untilQuiet();
  }

  async #untilQuiet(): Promise<void> {
    for (let round = 0; round < MOST_ROUNDS; round += 1) {
      await this.#world.pass(round % 4 === 0 ? 20_000 : 6000);
      if (await this.#isQuiet()) return;
      for (const { wacid, state } of await this.metaCalls()) {
        if (state !== 'ENDED') await this.#world.sim('POST', `/calls/${wacid}/hangup`).catch(() => undefined); // prettier-ignore
      }
    }
  }

  async #isQuiet(): Promise<boolean> {
    const meta = await this.metaCalls();
    return meta.every(({ state }) => state === 'ENDED') && (await this.#world.isQuiet());
  }
}

type Act = (run: ModelRun) => Promise<void>;

/** A command of the model: told by its words in a counterexample. */
function command(words: string, act: Act): fc.AsyncCommand<Model, ModelRun> {
  return {
    check: () => true,
    run: (_model, run) => act(run),
    toString: () => words,
  };
}

const pick = <T>(items: readonly T[], index: number): T | undefined => items[index % items.length];

/** Something that the tenant asks about one of its calls. */
const tenantActs = fc
  .tuple(fc.constantFrom('preAcceptCall', 'acceptCall', 'rejectCall', 'terminateCall'), fc.nat(5))
  .map(([name, index]) =>
    command(`${name} ${index}`, async (run) => {
      const call = pick((await run.rows()).reverse(), index);
      if (call === undefined) return;
      const callId = encodeId('call', String(call.id));
      const isAnswer = name === 'preAcceptCall' || name === 'acceptCall';
      run.ask(name, { callId, ...(isAnswer && { sdpAnswer: ANSWER }) });
    }),
  );

/** Something that a user does with one of their calls; what Meta's app would not let them do fails. */
const userActs = fc
  .tuple(fc.constantFrom('hangup', 'answer', 'reject', 'timeout', 'fail'), fc.nat(5))
  .map(([name, index]) =>
    command(`user ${name} ${index}`, async (run) => {
      const call = pick((await run.metaCalls()).reverse(), index);
      if (call === undefined) return;
      const body = name === 'fail' ? { code: 138_021 } : {};
      await run.world.sim('POST', `/calls/${call.wacid}/${name}`, body).catch(() => undefined);
    }),
  );

const beginnings = fc.constantFrom('user calls', 'tenant places').map((words) =>
  command(words, async (run) => {
    const consumer = run.nextConsumer();
    const { phoneNumberId } = run.world;
    if (words === 'user calls') {
      await run.world.userCalls(consumer).catch(() => undefined);
      return;
    }
    const media = { mode: 'PASSTHROUGH', sdpOffer: OFFER };
    const whose = { consumer: { waId: consumer }, bizOpaqueCallbackData: consumer };
    run.ask('placeCall', { phoneNumberId, media, ...whose });
  }),
);

const WEBHOOKS = ['duplicate', 'reorder', 'drop-accepted', 'terminate-first'] as const;

const mishaps = fc.oneof(
  fc.constantFrom(...WEBHOOKS).map((profile) =>
    command(`webhooks: ${profile}`, async (run) => {
      const consumer = run.nextConsumer();
      await run.world.sim('POST', '/faults/rules', { match: { consumer }, profile });
    }),
  ),
  fc
    .boolean()
    .map((hasLeft) =>
      command(`death ${hasLeft ? 'after' : 'before'} the next command`, (run) =>
        run.world.die(hasLeft),
      ),
    ),
  fc
    .boolean()
    .map((isReading) =>
      command(isReading ? 'the inbox is read' : 'nobody reads the inbox', (run) =>
        run.world.setReading(isReading),
      ),
    ),
  fc.constant(command('the inbox is read again', (run) => run.world.readAgain())),
);

const time = fc
  .constantFrom(300, 3000, 6000, 20_000, 46_000)
  .map((ms) => command(`${ms / 1000} s pass`, (run) => run.world.pass(ms)));

/** Sequences of all that may happen to calls. */
export function callCommands(
  maxCommands: number,
): fc.Arbitrary<Iterable<fc.AsyncCommand<Model, ModelRun>>> {
  return fc.commands([beginnings, beginnings, tenantActs, tenantActs, userActs, mishaps, time], {
    maxCommands,
    size: 'max',
  });
}
