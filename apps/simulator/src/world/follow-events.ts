import type { World } from './world.js';

type Follower = (world: World) => void;

/** Parts of the world that act on what happens in others. Each registers its handlers. */
const FOLLOWERS: readonly Follower[] = [];

/** Links the parts of a new world. */
export function followEvents(world: World): void {
  for (const follow of FOLLOWERS) follow(world);
}
