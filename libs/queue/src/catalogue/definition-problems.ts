import { z } from 'zod';
import { envelopeShape, type JobDefinition, titleOf } from '../job/define-job.js';

const NAME = /^[a-z][a-z0-9]*(\.[a-z][a-z0-9-]*)+$/;
const LONGEST_ID = 128;

/** What is wrong with a definition by itself, and how to mend it. */
export function problemsOfDefinition(job: JobDefinition): string[] {
  const problems: string[] = [];
  const title = titleOf(job);
  if (!NAME.test(job.name)) {
    problems.push(`job ${title}: the name must look like 'calls.drain': <context>.<what>`);
  }
  if (!Number.isInteger(job.version) || job.version < 1) {
    problems.push(`job ${title}: the version must be 1, 2, 3 …`);
  }
  if (!Number.isInteger(job.attempts) || job.attempts < 1) {
    problems.push(`job ${title}: attempts must be at least 1`);
  }
  if ('priority' in job) {
    problems.push(
      `job ${title} has a priority: there are none; put urgent work into a queue of its own`,
    );
  }
  return [...problems, ...problemsOfIds(job, title)];
}

function problemsOfIds(job: JobDefinition, title: string): string[] {
  const shape = job.schema.shape as Readonly<Record<string, z.core.$ZodType>>;
  return Object.entries(shape).flatMap(([field, type]) => {
    if (field in envelopeShape) {
      return [`job ${title}: the field '${field}' belongs to the envelope: remove it from schema`];
    }
    return isId(type)
      ? []
      : [
          `job ${title}: the field '${field}' may hold more than an id: use z.uuid(), z.int(), an ` +
            `enum, or a string of at most ${LONGEST_ID} characters, and read the rest from PostgreSQL`,
        ];
  });
}

/** Whether a field is a number, a flag, one of a few words, or a short text. */
function isId(type: z.core.$ZodType): boolean {
  const shape = z.toJSONSchema(type, { io: 'input', unrepresentable: 'any' });
  if (shape.type === 'integer' || shape.type === 'boolean') return true;
  if (shape.enum !== undefined || shape.const !== undefined) return true;
  if (shape.type !== 'string') return false;
  return shape.format === 'uuid' || (shape.maxLength ?? Infinity) <= LONGEST_ID;
}
