import type { JobDefinition } from '../job/define-job.js';
import { titleOf } from '../job/define-job.js';
import type { HandlesJob } from '../job/job-handler.js';
import type { QueueName } from '../queue-names.js';
import { refuseProblems } from './catalogue-error.js';
import { problemsOfDefinition } from './definition-problems.js';

/** A handler that was found among the process's providers. */
export interface FoundHandler {
  readonly job: JobDefinition;
  readonly className: string;
  readonly instance: HandlesJob<JobDefinition>;
}

/** The one handler of each job. */
export type Handlers = ReadonlyMap<JobDefinition, HandlesJob<JobDefinition>>;

/** All jobs that a process knows, by name and version. Throws CatalogueError when one is not right. */
export class JobCatalogue {
  readonly #jobs = new Map<string, JobDefinition>();

  constructor(jobs: readonly JobDefinition[], queues: readonly QueueName[]) {
    const problems: string[] = [];
    for (const job of jobs) {
      const title = titleOf(job);
      problems.push(...problemsOfDefinition(job));
      if (this.#jobs.has(title)) {
        problems.push(
          `job ${title} is defined twice: give one of them another name, or a new version if its ids changed`,
        );
      }
      if (!queues.includes(job.queue)) {
        problems.push(
          `job ${title} belongs to the queue '${job.queue}', which this process does not have: ` +
            'add it to `queues` of QueueModule.forRoot',
        );
      }
      this.#jobs.set(title, job);
    }
    refuseProblems(problems);
  }

  find(name: string, version: number): JobDefinition | undefined {
    return this.#jobs.get(titleOf({ name, version }));
  }

  hasName(name: string): boolean {
    return [...this.#jobs.values()].some((job) => job.name === name);
  }

  has(job: JobDefinition): boolean {
    return this.#jobs.get(titleOf(job)) === job;
  }

  /**
   * The one handler of each job of the queues that this process consumes. Throws CatalogueError
   * when a job has none or two, or when a handler's job is not in the catalogue. A handler whose
   * queue is consumed elsewhere is left alone.
   */
  bind(consumed: readonly QueueName[], found: readonly FoundHandler[]): Handlers {
    const problems = found
      .filter(({ job }) => !this.has(job))
      .map(
        ({ job, className }) =>
          `${className} handles job ${titleOf(job)}, which is not in the catalogue: ` +
          'add it to `jobs` of QueueModule.forRoot',
      );
    const handlers = new Map<JobDefinition, HandlesJob<JobDefinition>>();
    for (const job of this.#jobs.values()) {
      if (!consumed.includes(job.queue)) continue;
      const candidates = found.filter((handler) => handler.job === job);
      const [only] = candidates;
      if (only === undefined) problems.push(problemOfNone(job));
      else if (candidates.length > 1) problems.push(problemOfMany(job, candidates));
      else handlers.set(job, only.instance);
    }
    refuseProblems(problems);
    return handlers;
  }
}

function problemOfNone(job: JobDefinition): string {
  return (
    `job ${titleOf(job)} has no handler, but this process consumes its queue '${job.queue}': add a ` +
    'provider class decorated with @JobHandler for it to a module of this process'
  );
}

function problemOfMany(job: JobDefinition, candidates: readonly FoundHandler[]): string {
  const names = candidates.map(({ className }) => className).join(' and ');
  return (
    `job ${titleOf(job)} has ${candidates.length} handlers (${names}): remove @JobHandler from all ` +
    'but one, and provide that one in a single module'
  );
}
