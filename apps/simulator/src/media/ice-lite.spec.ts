import { beforeEach, describe, expect, it } from '@jest/globals';
import { classes, Message, methods, parseMessage } from 'werift';
import { IceLite, type RemoteAddress } from './ice-lite.js';

const local = { ufrag: 'meta', password: 'a password of at least 22' };
const key = Buffer.from(local.password);
const first = { address: '127.0.0.1', port: 5000 };
const second = { address: '127.0.0.1', port: 6000 };

function check({ nominate = false, over = {}, priority = 100, username = 'meta:biz' } = {}) {
  const message = new Message(methods.BINDING, classes.REQUEST);
  message.setAttribute('USERNAME', username).setAttribute('PRIORITY', priority);
  if (nominate) message.setAttribute('USE-CANDIDATE', null);
  for (const [name, value] of Object.entries(over)) message.setAttribute(name as never, value);
  return message;
}

const signed = (message: Message, by = key) =>
  message.addMessageIntegrity(by).addFingerprint().bytes;

describe('IceLite', () => {
  let sent: { packet: Buffer; to: RemoteAddress }[];
  let nominated: number[];
  let ice: IceLite;
  beforeEach(() => {
    sent = [];
    nominated = [];
    ice = new IceLite({
      local,
      send: (packet, to) => sent.push({ packet, to }),
      onNominated: ({ port }) => nominated.push(port),
    });
  });
  const errorOf = () => parseMessage(sent.at(-1)!.packet)!.getAttributeValue('ERROR-CODE')?.[0];

  it('F-MEDIA-28 answers an authentic check with the address it came from', () => {
    ice.setRemoteUfrag('biz');
    ice.receive(signed(check()), first);
    const response = parseMessage(sent[0]!.packet, key)!;
    expect(response.messageClass).toBe(classes.RESPONSE);
    expect(response.getAttributeValue('XOR-MAPPED-ADDRESS')).toEqual(['127.0.0.1', 5000]);
    expect(sent[0]!.to).toEqual(first);
    expect([ice.isValid(first), ice.isValid(second), nominated]).toEqual([true, false, []]);
  });

  it.each([
    ['another password', () => signed(check(), Buffer.from('x'.repeat(24))), 401],
    ['another local user', () => signed(check({ username: 'nobody:biz' })), 401],
    ['another remote user', () => signed(check({ username: 'meta:nobody' })), 401],
    ['no integrity', () => check().addFingerprint().bytes, 400],
    ['the controlled role', () => signed(check({ over: { 'ICE-CONTROLLED': 1n } })), 487],
  ])('F-MEDIA-28 refuses a check with %s', (_what, packet, code) => {
    ice.setRemoteUfrag('biz');
    ice.receive(packet(), first);
    expect(errorOf()).toBe(code);
    expect(ice.isValid(first)).toBe(false);
  });

  it('F-MEDIA-35 takes the nominated pair of the highest priority and hears them all', () => {
    ice.setRemoteUfrag('biz');
    ice.receive(signed(check({ nominate: true, priority: 100 })), first);
    ice.receive(signed(check({ nominate: true, priority: 50 })), second);
    expect(nominated).toEqual([5000]);
    ice.receive(signed(check({ nominate: true, priority: 200 })), second);
    expect(nominated).toEqual([5000, 6000]);
    expect([ice.isValid(first), ice.isValid(second)]).toEqual([true, true]);
  });

  it('F-MEDIA-36 remembers a nomination that overtook the answer, if it was the right peer', () => {
    ice.receive(signed(check({ nominate: true })), first);
    ice.receive(signed(check({ nominate: true, username: 'meta:other' })), second);
    expect(nominated).toEqual([]);
    ice.setRemoteUfrag('biz');
    expect(nominated).toEqual([5000]);
    expect(ice.isValid(second)).toBe(false);
  });

  it('ignores what is no binding request', () => {
    ice.receive(Buffer.from('hello'), first);
    ice.receive(signed(new Message(methods.BINDING, classes.RESPONSE)), first);
    expect(sent).toEqual([]);
  });
});
