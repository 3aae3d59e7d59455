import { describe, expect, it } from '@jest/globals';
import { buildSchema, getIntrospectionQuery, parse, validate } from 'graphql';
import { depthLimit } from './depth-limit.js';

const schema = buildSchema('type Query { a: Query, b: String, list: [Query] }');

function problems(document: string): string[] {
  return validate(schema, parse(document), [depthLimit(3)]).map((error) => error.message);
}

describe('depthLimit', () => {
  it.each([
    '{ a { a { b } } }',
    '{ a { ... on Query { a { b } } } }',
    '{ a { ...F } } fragment F on Query { a { b } }',
    '{ x: a { y: a { b } } list { list { b } } }',
  ])('lets 3 levels through: %s', (document) => {
    expect(problems(document)).toEqual([]);
  });

  it.each([
    '{ a { a { a { b } } } }',
    '{ a { ... on Query { a { a { b } } } } }',
    '{ a { ...F } } fragment F on Query { a { ...G } } fragment G on Query { a { b } }',
    'query One { b } query Two { a { a { list { b } } } }',
  ])('refuses 4 levels: %s', (document) => {
    expect(problems(document)).toEqual(['The operation has 4 levels of fields; 3 are allowed.']);
  });

  it('ends on fragments that spread themselves, and does not count introspection', () => {
    expect(problems('{ ...F } fragment F on Query { b ...F }')).toEqual([]);
    expect(problems(getIntrospectionQuery())).toEqual([]);
  });

  it('measures every fragment once', () => {
    // Each fragment spreads the next one twice: 2^40 visits if they were not remembered.
    const fragments = Array.from(
      { length: 40 },
      (_, i) => `fragment F${i} on Query { x: b ...F${i + 1} ...F${i + 1} }`,
    );

    expect(problems(`{ ...F0 } ${fragments.join(' ')} fragment F40 on Query { b }`)).toEqual([]);
  });
});
