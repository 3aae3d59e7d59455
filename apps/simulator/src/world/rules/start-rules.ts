import type { GraphError } from '../../graph/graph-error.js';
import type { BusinessNumber, Consumer } from '../assets.js';
import type { CallEntry } from '../call-entry.js';
import type { World } from '../world.js';

export interface BusinessStart {
  readonly number: BusinessNumber;
  /** Undefined when nobody has the number or id that was given. */
  readonly consumer: Consumer | undefined;
  readonly recipient: string;
}

/** One reason for Meta to refuse a business's call, or undefined. */
export type StartRule = (world: World, start: BusinessStart) => GraphError | undefined;

/** One reason why a user cannot call a business: what the app tells the user. */
export type UserCallRule = (
  world: World,
  start: { readonly number: BusinessNumber; readonly consumer: Consumer; readonly via: CallEntry },
) => string | undefined;
