import { type DynamicModule, Global, Module } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_PIPE } from '@nestjs/core';
import type { Logger } from 'pino';

import { Authenticator, AuthGuard } from './auth/index.js';
import { CONFIGURATION, type Configuration } from './config/index.js';
import { ProblemFilter, validationPipe } from './http/index.js';
import { createLogger, LOGGER, NestLogger } from './logging/index.js';
import { RedisConnections } from './redis/index.js';

/**
 * What every other module stands on: configuration, logger, Redis connections, and for the whole application the
 * authentication of requests, their validation and the problem answers.
 */
@Global()
@Module({})
export class PlatformModule {
  /** @param logger the process's logger, where it exists before the application does */
  static forRoot(
    configuration: Configuration,
    logger: Logger = createLogger(configuration.logging),
  ): DynamicModule {
    return {
      module: PlatformModule,
      providers: [
        { provide: CONFIGURATION, useValue: configuration },
        { provide: LOGGER, useValue: logger },
        { provide: NestLogger, useValue: new NestLogger(logger) },
        RedisConnections,
        Authenticator,
        { provide: APP_GUARD, useClass: AuthGuard },
        { provide: APP_PIPE, useFactory: validationPipe },
        { provide: APP_FILTER, useClass: ProblemFilter },
      ],
      exports: [CONFIGURATION, LOGGER, NestLogger, RedisConnections, Authenticator],
    };
  }
}
