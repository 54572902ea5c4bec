export { createLogger, LOGGER } from './logger.js';
export { NestLogger } from './nest-logger.js';
export { currentRequestId, requestContext, type RequestContext } from './request-context.js';
