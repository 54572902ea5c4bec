export { AuthGuard, Public } from './auth.guard.js';
export { ANONYMOUS, Authenticator } from './authenticator.js';
export { Owner } from './owner.decorator.js';
