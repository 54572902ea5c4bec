import { type CanActivate, type ExecutionContext, Injectable, SetMetadata } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import type { Request } from 'express';

import { Authenticator } from './authenticator.js';

const PUBLIC = 'assay:public';

/** Exempts a route, or all routes of a controller, from authentication; such routes have no owner. */
export const Public = () => SetMetadata(PUBLIC, true);

/** Lets a request through once its owner is known, and notes the owner in `request.owner`. */
@Injectable()
export class AuthGuard implements CanActivate {
  constructor(
    private readonly reflector: Reflector,
    private readonly authenticator: Authenticator,
  ) {}

  async canActivate(context: ExecutionContext): Promise<boolean> {
    if (context.getType() !== 'http') return true;
    if (this.reflector.getAllAndOverride<boolean>(PUBLIC, [context.getHandler(), context.getClass()]))
      return true;
    const request = context.switchToHttp().getRequest<Request>();
    request.owner = await this.authenticator.ownerOf(request.headers.authorization);
    return true;
  }
}
