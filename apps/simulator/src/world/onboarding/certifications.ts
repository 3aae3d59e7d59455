import type { Clock } from '#patchbay/kernel';
import type { Deadlines } from '../deadlines.js';
import { newId } from './new-id.js';

/** A client's business verification as its partner handed it in. */
export interface Certification {
  readonly id: string;
  readonly clientBusinessId: string;
  readonly partnerBusinessId: string;
  readonly vertical: string;
  readonly submittedAtMs: number;
  updatedAtMs: number;
  status: 'PENDING' | 'APPROVED' | 'FAILED';
  rejectionReasons: readonly string[];
}

export type CertificationResult = Pick<Certification, 'status' | 'rejectionReasons'>;

/** A client can be handed in this often. */
export const MAX_ATTEMPTS = 3;
/** Meta: usually minutes, at most a day. */
const REVIEW_MS = 5 * 60_000;

/** Partner-led business verifications; a review that nobody decides ends with an approval. */
export class Certifications {
  readonly #clock: Clock;
  readonly #deadlines: Deadlines;
  readonly #submissions: Certification[] = [];

  constructor(clock: Clock, deadlines: Deadlines) {
    this.#clock = clock;
    this.#deadlines = deadlines;
  }

  of(partnerBusinessId: string): Certification[] {
    return this.#submissions.filter((one) => one.partnerBusinessId === partnerBusinessId);
  }

  attemptsFor(clientBusinessId: string): number {
    return this.#submissions.filter((one) => one.clientBusinessId === clientBusinessId).length;
  }

  pendingOf(clientBusinessId: string): Certification | undefined {
    return this.#submissions.find(
      (one) => one.clientBusinessId === clientBusinessId && one.status === 'PENDING',
    );
  }

  submit(
    parts: Pick<Certification, 'clientBusinessId' | 'partnerBusinessId' | 'vertical'>,
    onReviewed: (certification: Certification) => void,
  ): Certification {
    const nowMs = this.#clock.nowMs();
    const certification: Certification = {
      ...parts,
      id: newId(),
      submittedAtMs: nowMs,
      updatedAtMs: nowMs,
      status: 'PENDING',
      rejectionReasons: [],
    };
    this.#submissions.push(certification);
    this.#deadlines.in(REVIEW_MS, () => {
      if (certification.status === 'PENDING') onReviewed(certification);
    });
    return certification;
  }

  decide(certification: Certification, { rejectionReasons, status }: CertificationResult): void {
    certification.status = status;
    certification.rejectionReasons = rejectionReasons;
    certification.updatedAtMs = this.#clock.nowMs();
  }
}
