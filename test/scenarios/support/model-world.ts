import { GraphClient, type GraphOutcome } from '#patchbay/meta';
import { ownerQuery } from '../../support/owner-query.js';
import { SignallingWorld } from '../../support/signalling-world.js';

/** JSON of another process, read by tests that know its form. */
type Json = ReturnType<typeof JSON.parse>;

/** Everything that the model of calls acts upon and looks at. */
export interface ModelWorld {
  /** The tenant's number. */
  readonly phoneNumberId: string;
  /** How many have died so far. */
  readonly deaths: number;
  /** A mutation of the tenant; null from a process that is dead. */
  ask(query: string, input: Record<string, unknown>): Promise<Json>;
  /** The simulator's control; what it refuses is an error. */
  sim(method: string, path: string, body?: unknown): Promise<Json>;
  /** A user whom every number may call, who does not answer by themselves. */
  consumer(waId: string): Promise<void>;
  userCalls(waId: string): Promise<void>;
  /** The calls with these consumers, oldest first. */
  callsOf(waIds: readonly string[]): Promise<Json[]>;
  query(sql: string, parameters: readonly unknown[]): Promise<Json[]>;
  /** Lets business time pass, everywhere. */
  pass(ms: number): Promise<void>;
  /** All that Meta has told is read once more. */
  readAgain(): Promise<void>;
  /** Whether anybody reads what Meta tells. */
  setReading(isReading: boolean): Promise<void>;
  /** A process dies: at once, or when Meta has taken its next command. */
  die(hasLeft: boolean): Promise<void>;
  /** Whoever is dead lives again, and nobody dies any more. */
  recover(): Promise<void>;
  /** Whether nothing waits to be read, sent or ended. */
  isQuiet(): Promise<boolean>;
  stop(): Promise<void>;
}

/** One process in which a death is a command to Meta that never returns: fast, for every test run. */
export class ModelInProcess implements ModelWorld {
  readonly #world: SignallingWorld;
  readonly #graph: GraphClient;
  deaths = 0;

  private constructor(world: SignallingWorld) {
    this.#world = world;
    this.#graph = world.api.app.get(GraphClient);
  }

  static async start(consumers: readonly string[]): Promise<ModelInProcess> {
    return new ModelInProcess(await SignallingWorld.start({ consumers }));
  }

  get phoneNumberId(): string {
    return this.#world.two.acme.numbers[0]!.phoneNumberId;
  }

  ask(query: string, input: Record<string, unknown>): Promise<Json> {
    return this.#world.ask(this.#world.two.acme, query, { input });
  }

  sim(method: string, path: string, body?: unknown): Promise<Json> {
    return this.#world.sim(method, path, body);
  }

  consumer(waId: string): Promise<void> {
    return this.#world.behave(waId, { onRing: 'ignore' });
  }

  async userCalls(waId: string): Promise<void> {
    await this.#world.userCalls(waId, this.phoneNumberId);
  }

  callsOf(waIds: readonly string[]): Promise<Json[]> {
    return this.#world.callsOf(waIds);
  }

  query(sql: string, parameters: readonly unknown[]): Promise<Json[]> {
    return ownerQuery<Json>(sql, parameters);
  }

  pass(ms: number): Promise<void> {
    return this.#world.pass(ms);
  }

  readAgain(): Promise<void> {
    return this.#world.readAgain();
  }

  setReading(isReading: boolean): Promise<void> {
    this.#world.isDraining = isReading;
    return Promise.resolve();
  }

  die(hasLeft: boolean): Promise<void> {
    this.deaths += 1;
    const graph = this.#graph as { sendCallAction: GraphClient['sendCallAction'] };
    const send = GraphClient.prototype.sendCallAction.bind(this.#graph);
    graph.sendCallAction = async (...request): Promise<GraphOutcome> => {
      graph.sendCallAction = send;
      if (hasLeft) await send(...request);
      throw new Error('this process is dead');
    };
    return Promise.resolve();
  }

  recover(): Promise<void> {
    const sendCallAction = GraphClient.prototype.sendCallAction.bind(this.#graph);
    Object.assign(this.#graph, { sendCallAction });
    return Promise.resolve();
  }

  isQuiet(): Promise<boolean> {
    return this.#world.isQuiet();
  }

  stop(): Promise<void> {
    return this.#world.stop();
  }
}
