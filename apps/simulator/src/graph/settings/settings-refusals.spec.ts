import { describe, expect, it } from '@jest/globals';
import { refuseSettings, SETTINGS_REFUSALS, type SettingsRefusal } from './settings-refusals.js';

describe('the words of refused settings', () => {
  const names = Object.keys(SETTINGS_REFUSALS) as SettingsRefusal[];
  const metas = names.filter((name) => SETTINGS_REFUSALS[name].wording === 'meta');

  it('F-SETTINGS-54 are those of the page for eight of the nine documented errors', () => {
    expect(metas).toEqual([
      'invalidStatus',
      'invalidSchedule',
      'pastHoliday',
      'invalidTimeZone',
      'emptyWeek',
      'invalidHolidayDate',
      'tooManyEntries',
      'overlap',
    ]);
  });

  it('stay as the page has them, and say where only when they are ours', () => {
    for (const name of metas) {
      expect(refuseSettings(name, 'call_hours').parts.details).toBe(SETTINGS_REFUSALS[name].text);
    }
    expect(refuseSettings('missingField', 'sip.servers.hostname').parts.details).toBe(
      'A required field is missing: sip.servers.hostname',
    );
  });
});
