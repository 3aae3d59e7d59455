import { inspect } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { Secret } from './secret.js';

describe('Secret', () => {
  it('shows itself only when it is asked to', () => {
    const secret = new Secret('canary-6b1f');
    const shown = [
      String(secret),
      secret.toString(),
      JSON.stringify({ secret }),
      inspect({ deep: { secret } }, { depth: 5, showHidden: true }),
      Object.entries(secret).join(),
      JSON.stringify(Object.assign({}, secret)),
    ];
    expect(shown.join(' ')).not.toContain('canary');
    expect(secret.reveal()).toBe('canary-6b1f');
  });
});
