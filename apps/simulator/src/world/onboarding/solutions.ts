import { newId } from './new-id.js';

/** What a solution's partners may be allowed on its customers' accounts. */
export const SOLUTION_PERMISSIONS = [
  'DEVELOP',
  'MANAGE',
  'MANAGE_EXTENSIONS',
  'MANAGE_PHONE',
  'MANAGE_PHONE_ASSETS',
  'MANAGE_TEMPLATES',
  'MESSAGING',
  'VIEW_COST',
  'VIEW_INSIGHTS',
  'VIEW_PHONE_ASSETS',
  'VIEW_TEMPLATES',
] as const;
export type SolutionPermission = (typeof SOLUTION_PERMISSIONS)[number];

export type SolutionStatus =
  | 'DRAFT'
  | 'INITIATED'
  | 'PENDING'
  | 'ACTIVE'
  | 'REJECTED'
  | 'PENDING_DEACTIVATION'
  | 'DEACTIVATED';

/** A multi-partner solution: two partners that serve the same customers together. */
export interface Solution {
  readonly solutionId: string;
  readonly name: string;
  readonly ownerAppId: string;
  readonly partnerAppId: string;
  readonly ownerPermissions: readonly SolutionPermission[];
  readonly partnerPermissions: readonly SolutionPermission[];
  status: SolutionStatus;
  /** The app that asked for the deactivation; the other one answers. */
  deactivationAskedBy: string | undefined;
}

export type SolutionStep =
  | 'accept'
  | 'reject'
  | 'send_deactivation_request'
  | 'accept_deactivation_request'
  | 'reject_deactivation_request';

interface Rule {
  readonly from: SolutionStatus;
  readonly to: SolutionStatus;
  /** Whose step it is. */
  readonly by: 'partner' | 'both' | 'asked';
}

const RULES: Readonly<Record<SolutionStep, Rule>> = {
  accept: { from: 'INITIATED', to: 'ACTIVE', by: 'partner' },
  reject: { from: 'INITIATED', to: 'REJECTED', by: 'partner' },
  send_deactivation_request: { from: 'ACTIVE', to: 'PENDING_DEACTIVATION', by: 'both' },
  accept_deactivation_request: { from: 'PENDING_DEACTIVATION', to: 'DEACTIVATED', by: 'asked' },
  reject_deactivation_request: { from: 'PENDING_DEACTIVATION', to: 'ACTIVE', by: 'asked' },
};

function mayStep({ by }: Rule, solution: Solution, appId: string): boolean {
  if (by === 'partner') return appId === solution.partnerAppId;
  if (by === 'asked') return appId !== solution.deactivationAskedBy;
  return true;
}

/** All multi-partner solutions. */
export class Solutions {
  readonly #solutions = new Map<string, Solution>();

  find(solutionId: string): Solution | undefined {
    return this.#solutions.get(solutionId);
  }

  /** Those an app owns or was invited to. */
  ofApp(appId: string): Solution[] {
    return [...this.#solutions.values()].filter(
      ({ ownerAppId, partnerAppId }) => ownerAppId === appId || partnerAppId === appId,
    );
  }

  /** A new one waits for the partner's consent. */
  create(parts: Omit<Solution, 'solutionId' | 'status' | 'deactivationAskedBy'>): Solution {
    const solution: Solution = {
      ...parts,
      solutionId: newId(),
      status: 'INITIATED',
      deactivationAskedBy: undefined,
    };
    this.#solutions.set(solution.solutionId, solution);
    return solution;
  }

  /** Takes a step for an app; the refusal as text when the status or the app forbids it. */
  step(solution: Solution, step: SolutionStep, appId: string): string | undefined {
    const rule = RULES[step];
    if (solution.status !== rule.from) {
      return `A solution that is ${solution.status} does not admit ${step}.`;
    }
    if (!mayStep(rule, solution, appId)) return `This app cannot ${step} the solution.`;
    solution.status = rule.to;
    solution.deactivationAskedBy = step === 'send_deactivation_request' ? appId : undefined;
    return undefined;
  }
}
