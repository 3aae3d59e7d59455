import { describe, expect, it } from '@jest/globals';
import { connectionOf, pageRequest } from './connection.js';

const ids = ['0199c000-0000-7000-8000-000000000001', '0199c000-0000-7000-8000-000000000002'];
const items = ids.map((id) => ({ id }));

describe('connections', () => {
  it('give a cursor that leads to the row it stands for', () => {
    const connection = connectionOf({ items, hasNextPage: true }, { first: 2 }, (view) => view.id);
    const { endCursor, startCursor } = connection.pageInfo;

    expect(connection.edges.map((edge) => edge.node)).toEqual(ids);
    expect(connection.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: false });
    expect(startCursor).toBe(connection.edges[0]?.cursor);
    expect(pageRequest({ first: 5, after: endCursor })).toEqual({ first: 5, after: ids[1] });
    expect(endCursor).not.toContain('-');
  });

  it('have no cursors when they are empty', () => {
    const none = connectionOf({ items: [], hasNextPage: false }, { first: 2, after: 'x' }, String);

    expect(none).toEqual({
      edges: [],
      pageInfo: { hasNextPage: false, hasPreviousPage: true, startCursor: null, endCursor: null },
    });
  });

  it('begin at the start without a cursor', () => {
    expect(pageRequest({ first: 50 })).toEqual({ first: 50, after: undefined });
    expect(pageRequest({ first: 50, after: null })).toEqual({ first: 50, after: undefined });
  });

  it.each(['x', '0199c000-0000-7000-8000-000000000001', 'A'.repeat(23), '%'.repeat(22)])(
    'refuse the cursor %j',
    (after) => {
      expect(() => pageRequest({ first: 1, after })).toThrow('after must be a cursor');
    },
  );
});
