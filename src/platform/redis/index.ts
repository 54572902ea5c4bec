export { RedisConnections, type RedisRole } from './redis-connections.js';
export { redisOptions } from './redis-url.js';
