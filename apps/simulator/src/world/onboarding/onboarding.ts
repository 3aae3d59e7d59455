import type { Clock } from '#patchbay/kernel';
import type { Seed } from '../../seed-file.js';
import type { Deadlines } from '../deadlines.js';
import { CallAnalytics } from './call-analytics.js';
import { Certifications } from './certifications.js';
import { CreditLines } from './credit-lines.js';
import { LoginConfigurations } from './login-configurations.js';
import { NumberCodes } from './number-codes.js';
import { People } from './people.js';
import { Profiles } from './profiles.js';
import { RegistrationLimits } from './registration-limits.js';
import { SignupCodes } from './signup-codes.js';
import { Solutions } from './solutions.js';

/** What Meta keeps of clients, their assets and their partners, besides the directory. */
export class Onboarding {
  readonly profiles: Profiles;
  readonly codes: SignupCodes;
  readonly configurations = new LoginConfigurations();
  readonly numberCodes: NumberCodes;
  readonly registrations: RegistrationLimits;
  readonly people: People;
  readonly creditLines: CreditLines;
  readonly solutions = new Solutions();
  readonly certifications: Certifications;
  readonly analytics = new CallAnalytics();
  /** Which of the two the browser hears first, or hears at all. */
  browserOrder: BrowserOrder = 'message_first';

  constructor(clock: Clock, deadlines: Deadlines, seed: Seed) {
    this.profiles = new Profiles(clock, seed.partner.businessId);
    this.codes = new SignupCodes(clock);
    this.numberCodes = new NumberCodes(clock);
    this.registrations = new RegistrationLimits(clock);
    this.people = new People(seed.partner);
    this.creditLines = new CreditLines(this.profiles);
    this.certifications = new Certifications(clock, deadlines);
  }
}

export const BROWSER_ORDERS = ['message_first', 'code_first', 'message_lost'] as const;

/** The session message and the code reach the page in either order; the message may be lost. */
export type BrowserOrder = (typeof BROWSER_ORDERS)[number];
