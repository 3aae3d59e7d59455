import { CALL_COMMANDS } from './call-commands.js';
import type { Command } from './command.js';
import { FAULT_COMMANDS } from './fault-commands.js';
import { PEOPLE_COMMANDS } from './people-commands.js';
import { START } from './start-command.js';
import { WATCH } from './watch-command.js';
import { WORLD_COMMANDS } from './world-commands.js';

/** Everything `npm run sim` can do. */
export const COMMANDS: readonly Command[] = [
  START,
  WATCH,
  ...CALL_COMMANDS,
  ...PEOPLE_COMMANDS,
  ...FAULT_COMMANDS,
  ...WORLD_COMMANDS,
];
