/** A limit that held on a day: limits are dated rows, never constants. */
export interface LimitPolicy {
  readonly value: number;
  readonly unit: string;
  /** Where the figure is from, such as the page of Meta's that states it. */
  readonly source: string;
}
