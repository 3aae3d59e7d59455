import type { Command } from './command.js';
import type { Listed } from './call-commands.js';
import { cell, table } from './table.js';

const consumers: Command = {
  name: 'consumers',
  usage: '',
  summary: 'All users of WhatsApp',
  run: async ({ client }) => {
    const json = await client.get('/consumers');
    const rows = (json.consumers as Listed).map(({ name, userId, waId }) => [
      cell(waId),
      cell(userId),
      cell(name),
    ]);
    return { text: table(rows), json };
  },
};

/** What users allow and write. */
export const PEOPLE_COMMANDS: readonly Command[] = [consumers];
