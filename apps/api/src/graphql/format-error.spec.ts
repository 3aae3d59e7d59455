import { describe, expect, it } from '@jest/globals';
import { GraphQLError } from 'graphql';
import { AppError, badInput } from '#patchbay/kernel';
import { formatError } from './format-error.js';

/** An error as graphql-js hands it on when a resolver threw `cause`. */
function thrownByResolver(cause: unknown): GraphQLError {
  const originalError = cause instanceof Error ? cause : undefined;
  const options = { path: ['viewer'], originalError };
  return new GraphQLError(originalError?.message ?? String(cause), options);
}

function format(error: GraphQLError) {
  return formatError(error.toJSON(), error);
}

describe('formatError', () => {
  it('tells the code, the message and the arguments of an error of the catalogue', () => {
    expect(format(thrownByResolver(badInput('name', 'must not be empty')))).toEqual({
      message: 'name must not be empty',
      path: ['viewer'],
      extensions: {
        code: 'BAD_USER_INPUT',
        fields: [{ field: 'name', problem: 'must not be empty' }],
      },
    });
    expect(
      format(thrownByResolver(new AppError('RATE_LIMITED', { retryAfterSeconds: 7 }))).extensions,
    ).toEqual({ code: 'RATE_LIMITED', retryAfter: 7 });
  });

  it.each([
    ['an error', new Error('connect postgres://app:hunter2@db')],
    ['an INTERNAL of ours', new AppError('INTERNAL', {}, { cause: new Error('hunter2') })],
    ['a GraphQL error that a resolver made', new GraphQLError('hunter2')],
    ['a text', 'hunter2'],
  ])('masks %s', (_, cause) => {
    const formatted = format(thrownByResolver(cause));

    expect(JSON.stringify(formatted)).not.toContain('hunter2');
    expect(formatted.extensions).toEqual({ code: 'INTERNAL', errorId: expect.any(String) });
  });

  it('keeps the errorId that was logged', () => {
    const error = thrownByResolver(new Error('boom'));
    error.extensions.errorId = 'abc';

    expect(format(error).extensions).toEqual({ code: 'INTERNAL', errorId: 'abc' });
  });

  it('names the field of a variable that is wrong, and does not repeat its value', () => {
    const error = new GraphQLError(
      'Variable "$input" got invalid value { secret: "x" } at "input.callId"; must be an id',
      { extensions: { code: 'BAD_USER_INPUT' } },
    );

    expect(format(error)).toEqual({
      message: 'input.callId must be an id',
      extensions: {
        code: 'BAD_USER_INPUT',
        fields: [{ field: 'input.callId', problem: 'must be an id' }],
      },
    });
  });

  it('tells what is wrong with a document', () => {
    const error = new GraphQLError('Cannot query field "x" on type "Query".', {
      extensions: { code: 'GRAPHQL_VALIDATION_FAILED' },
    });

    expect(format(error)).toEqual({
      message: 'Cannot query field "x" on type "Query".',
      extensions: { code: 'BAD_USER_INPUT', fields: [] },
    });
  });
});
