/**
 * A peer's SDP that cannot be used. The message says what is wrong and what would be right; it
 * never repeats keys or passwords.
 */
export class BadSdp extends Error {
  constructor(problem: string) {
    super(problem);
    this.name = 'BadSdp';
  }
}
