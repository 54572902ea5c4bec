import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { Request } from 'express';

declare module 'express-serve-static-core' {
  interface Request {
    /** On whose behalf the request comes; set by the AuthGuard, absent on public routes. */
    owner?: string;
  }
}

/** The owner of the request, as a parameter of a handler: `@Owner() owner: string`. */
export const Owner = createParamDecorator((_data: unknown, context: ExecutionContext): string => {
  const { owner } = context.switchToHttp().getRequest<Request>();
  if (owner === undefined) throw new Error('This route is public: it has no owner.');
  return owner;
});
