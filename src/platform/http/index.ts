export { ApiProblems } from './api-problems.js';
export { FormBoolean } from './form-boolean.js';
export { FormNumber } from './form-number.js';
export { ProblemFilter } from './problem.filter.js';
export { type FieldError, Problem, type ProblemBody, type ProblemOptions } from './problem.js';
export { requestIdMiddleware } from './request-id.js';
export { problemOfFailure, toProblem } from './to-problem.js';
export { invalidInput, validationPipe } from './validation.js';
