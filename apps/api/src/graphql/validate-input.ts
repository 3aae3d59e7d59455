import { type ValidationError, ValidationPipe } from '@nestjs/common';
import { AppError, type FieldProblem } from '#patchbay/kernel';

function problemsOf(errors: readonly ValidationError[], path = ''): FieldProblem[] {
  return errors.flatMap((error) => {
    const field = `${path}${error.property}`;
    const own = Object.values(error.constraints ?? {}).map((problem) => ({ field, problem }));
    return [...own, ...problemsOf(error.children ?? [], `${field}.`)];
  });
}

/** Checks the shape of inputs; rules are the domain's. Every problem is told at once. */
export function inputValidation(): ValidationPipe {
  return new ValidationPipe({
    transform: true,
    exceptionFactory: (errors) => new AppError('BAD_USER_INPUT', { fields: problemsOf(errors) }),
  });
}
