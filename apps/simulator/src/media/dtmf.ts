/** A key the business pressed. */
export interface HeardDigit {
  readonly digit: string;
  /** As the event's last packet tells it. */
  readonly durationMs: number;
  /** Wall time of its first packet, see wallMs. */
  readonly atMs: number;
}
