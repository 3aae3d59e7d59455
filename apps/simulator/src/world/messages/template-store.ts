import { randomInt } from 'node:crypto';
import type { Clock } from '#patchbay/kernel';
import type { NewTemplate, Template } from './template.js';

function keyOf({ language, name, wabaId }: Pick<Template, 'wabaId' | 'name' | 'language'>): string {
  return `${wabaId} ${name} ${language}`;
}

/** All message templates. */
export class TemplateStore {
  /** How long Meta looks at a template, business time; null: until control decides. */
  reviewMs: number | null = 500;
  readonly #clock: Clock;
  readonly #byId = new Map<string, Template>();
  readonly #byKey = new Map<string, Template>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get all(): Template[] {
    return [...this.#byId.values()];
  }

  /** Of one WABA, the newest first. */
  of(wabaId: string): Template[] {
    return this.all.filter((template) => template.wabaId === wabaId).reverse();
  }

  add(parts: NewTemplate): Template {
    const template: Template = {
      ...parts,
      id: String(randomInt(100_000_000_000_000, 281_000_000_000_000)),
      status: 'PENDING',
      rejectedReason: 'NONE',
      updatedAtMs: this.#clock.nowMs(),
    };
    this.#byId.set(template.id, template);
    this.#byKey.set(keyOf(template), template);
    return template;
  }

  byId(id: string): Template | undefined {
    return this.#byId.get(id);
  }

  byName(key: Pick<Template, 'wabaId' | 'name' | 'language'>): Template | undefined {
    return this.#byKey.get(keyOf(key));
  }

  remove(template: Template): void {
    this.#byId.delete(template.id);
    this.#byKey.delete(keyOf(template));
  }
}
