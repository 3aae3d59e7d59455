/** A field of the input that was refused, and what to do about it. */
export interface FieldProblem {
  readonly field: string;
  readonly problem: string;
}

/** What the message of an error may be filled with. */
export interface ErrorArgs {
  readonly fields?: readonly FieldProblem[];
  readonly retryAfterSeconds?: number;
  readonly what?: string;
}
