import { describe, expect, it } from '@jest/globals';
import { DigitListener, DIGITS_PATTERN, encodeEvent, KeyPad } from './dtmf.js';

describe('a key press', () => {
  it('is event code, end bit, volume and a duration of 8000 units a second', () => {
    expect(encodeEvent('5', 100, false)).toEqual(Buffer.from([5, 10, 0x03, 0x20]));
    expect(encodeEvent('*', 20, true)).toEqual(Buffer.from([10, 0x8a, 0, 160]));
    expect(encodeEvent('#', 20, false)[0]).toBe(11);
    expect(encodeEvent('D', 20, false)[0]).toBe(15);
  });

  it('grows every 20 ms, and its last packet goes out three times', () => {
    const pad = new KeyPad();
    expect(pad.next(6)).toEqual([]);
    pad.press('1');
    const packet = (ms: number, isFirst = false) => ({
      payload: encodeEvent('1', ms, ms === 100),
      startIndex: 7,
      isFirst,
    });
    const sent = Array.from({ length: 12 }, (_, i) => pad.next(7 + i));
    expect(sent.slice(0, 4)).toEqual([
      [packet(20, true)],
      [packet(40)],
      [packet(60)],
      [packet(80)],
    ]);
    expect(sent[4]).toEqual([packet(100), packet(100), packet(100)]);
    expect(sent.slice(5).flat()).toEqual([]);
  });

  it('begins after the pause of the one before', () => {
    const pad = new KeyPad();
    pad.press('1');
    pad.press('2');
    const sent = Array.from({ length: 20 }, (_, i) => pad.next(i)).flat();
    const starts = sent.filter((packet) => packet.isFirst);
    expect(starts.map((packet) => packet.startIndex * 20)).toEqual([0, 180]);
  });

  it.each(['0123456789*#ABCD', '1'])('can be each of %s', (digits) => {
    expect(DIGITS_PATTERN.test(digits)).toBe(true);
  });

  it.each(['', 'E', 'a', '1 2', '+'])('cannot be "%s"', (digits) => {
    expect(DIGITS_PATTERN.test(digits)).toBe(false);
  });
});

describe('DigitListener', () => {
  it('hears each press once, with its last duration', () => {
    const listener = new DigitListener();
    for (const [timestamp, key] of [
      [1000, '4'],
      [5000, '4'],
      [9000, '#'],
    ] as const) {
      for (const ms of [20, 40, 60]) listener.hear(encodeEvent(key, ms, false), timestamp, 7);
      for (let i = 0; i < 3; i++) listener.hear(encodeEvent(key, 80, true), timestamp, 8);
    }
    expect(listener.digits).toEqual([
      { digit: '4', durationMs: 80, atMs: 7 },
      { digit: '4', durationMs: 80, atMs: 7 },
      { digit: '#', durationMs: 80, atMs: 7 },
    ]);
  });

  it('hears a press whose beginning was lost or came late', () => {
    const listener = new DigitListener();
    listener.hear(encodeEvent('7', 60, false), 1, 1);
    listener.hear(encodeEvent('7', 20, false), 1, 2);
    expect(listener.digits).toEqual([{ digit: '7', durationMs: 60, atMs: 1 }]);
  });

  it('ignores what is no key', () => {
    const listener = new DigitListener();
    listener.hear(Buffer.from([16, 0, 0, 160]), 1, 1);
    listener.hear(Buffer.from([1, 0]), 1, 1);
    expect(listener.digits).toEqual([]);
  });
});
