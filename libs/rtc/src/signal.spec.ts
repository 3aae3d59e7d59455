import { describe, expect, it } from '@jest/globals';
import { Signal } from './signal.js';

describe('Signal', () => {
  it('goes on to the next listener when one throws, and reports it', () => {
    const errors: unknown[] = [];
    const heard: number[] = [];
    const signal = new Signal<number>((error) => errors.push(error));
    signal.on(() => {
      throw new Error('mine');
    });
    signal.on((value) => heard.push(value));
    signal.emit(1);
    expect(heard).toEqual([1]);
    expect(errors).toHaveLength(1);
  });

  it('is silent to whoever left and after its end', () => {
    const heard: number[] = [];
    const signal = new Signal<number>(() => undefined);
    const leave = signal.on((value) => heard.push(value));
    signal.on((value) => heard.push(value * 10));
    leave();
    signal.emit(1);
    signal.end();
    signal.emit(2);
    expect(heard).toEqual([10]);
  });
});
