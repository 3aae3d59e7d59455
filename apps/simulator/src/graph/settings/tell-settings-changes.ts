import type { World } from '../../world/world.js';
import { callingView } from './calling-view.js';

/** The changes Meta says it observes. */
const OBSERVED: readonly string[] = [
  'status',
  'call_icon_visibility',
  'callback_permission_status',
  'sip.status',
  'srtp_key_exchange_protocol',
];

/** Sends `account_settings_update`, also for the business's own changes. */
export function tellSettingsChanges(world: World): void {
  world.events.on('settings.changed', ({ changed, number }) => {
    const { isCallHoursChangeTold, settingsUpdateType } = world.switches;
    const isTold = (name: string): boolean =>
      OBSERVED.includes(name) || (isCallHoursChangeTold && name === 'call_hours');
    if (!changed.some(isTold)) return;
    world.sender.send({
      field: 'account_settings_update',
      kind: 'account_settings_update',
      about: { number },
      value: {
        messaging_product: 'whatsapp',
        timestamp: String(Math.floor(world.clock.nowMs() / 1000)),
        type: settingsUpdateType,
        phone_number_settings: {
          phone_number_id: number.phoneNumberId,
          calling: callingView(world, number),
        },
      },
    });
  });
}
