import { describe, expect, it } from '@jest/globals';
import { readSeed } from '../seed-file.js';
import { Directory } from '../world/directory.js';
import { type Switches, switchesSchema } from '../world/switches.js';
import { Recipients } from './recipients.js';

const WABA = '510000000000001';
const APP = '770011220033001';
const MESSAGING = 'whatsapp_business_messaging';
const MANAGEMENT = 'whatsapp_business_management';

/** Fields an app hears of that was subscribed with these scopes. */
function heard(scopes: readonly string[], switches: Partial<Switches> = {}): string[] {
  const directory = new Directory(readSeed('seed/two-tenants.json'));
  const waba = directory.waba(WABA)!;
  waba.subscribedApps.set(APP, { override: undefined, scopes: new Set(scopes) });
  const recipients = new Recipients({
    directory,
    switches: switchesSchema.parse(switches),
    baseUrl: undefined,
  });
  return ['calls', 'messages', 'account_update'].filter(
    (field) => recipients.appsOf({ about: { waba }, field }).length > 0,
  );
}

describe('Recipients', () => {
  it('F-WEBHOOKS-24 hears of messages with one permission and of accounts with the other', () => {
    expect(heard([MESSAGING])).toContain('messages');
    expect(heard([MESSAGING])).not.toContain('account_update');
    expect(heard([MANAGEMENT])).toContain('account_update');
    expect(heard([MANAGEMENT])).not.toContain('messages');
    expect(heard([])).toEqual([]);
  });

  it('F-WEBHOOKS-25 hears of calls with the permission for messaging, or with that for management', () => {
    expect(heard([MESSAGING])).toContain('calls');
    expect(heard([MANAGEMENT])).not.toContain('calls');
    const switches = { callsFieldScope: MANAGEMENT } as const;
    expect(heard([MANAGEMENT], switches)).toContain('calls');
    expect(heard([MESSAGING], switches)).not.toContain('calls');
  });
});
