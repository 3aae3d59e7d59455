import { tellSettingsChanges } from '../graph/settings/tell-settings-changes.js';
import { followCallFigures } from './onboarding/follow-call-figures.js';
import { followPermissions } from './permissions/follow-calls.js';
import { followRecordings } from './recording/follow-recordings.js';
import { followVoicemail } from './recording/voicemail.js';
import { followPickups } from './restrictions/climb-ladder.js';
import type { World } from './world.js';

type Follower = (world: World) => void;

/** Parts of the world that act on what happens in others. Each registers its handlers. */
const FOLLOWERS: readonly Follower[] = [
  followPermissions,
  followCallFigures,
  tellSettingsChanges,
  followPickups,
  followRecordings,
  followVoicemail,
];

/** Links the parts of a new world. */
export function followEvents(world: World): void {
  for (const follow of FOLLOWERS) follow(world);
}
