import type { CommandReply, MediaCommand } from '#patchbay/rpc';

// A call has about six commands; this covers the last thousand calls, far more than can be repeated
// within the seconds that a repeat may come late.
const MAX_REMEMBERED = 6000;

/** Refusals that execute nothing: the same command may succeed a moment later. */
function isLasting(reply: CommandReply): boolean {
  return !('refusal' in reply && ['FULL', 'DRAINING'].includes(reply.refusal.code));
}

/**
 * The answers given, by command: a repeated command gets the stored answer, also while the first is
 * still under way. The key names tenant and call, so that an id made twice by mistake can never
 * show one call's keys to another.
 */
export class AnsweredCommands {
  readonly #answers = new Map<string, Promise<CommandReply>>();

  async once(command: MediaCommand, run: () => Promise<CommandReply>): Promise<CommandReply> {
    const key = `${command.tenantId}/${command.callId}/${command.commandId}`;
    const known = this.#answers.get(key);
    if (known !== undefined) return known;
    const answer = run();
    this.#answers.set(key, answer);
    this.#forgetOldest();
    try {
      const reply = await answer;
      if (!isLasting(reply)) this.#answers.delete(key);
      return reply;
    } catch (error) {
      this.#answers.delete(key);
      throw error;
    }
  }

  #forgetOldest(): void {
    if (this.#answers.size <= MAX_REMEMBERED) return;
    for (const key of this.#answers.keys()) {
      this.#answers.delete(key);
      return;
    }
  }
}
