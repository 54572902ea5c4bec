export {
  type AuthConfiguration,
  CONFIGURATION,
  type Configuration,
  ConfigurationError,
  type LogLevel,
  type S3Configuration,
} from './configuration.js';
export { assertMayListen } from './listen.js';
export {
  type Environment,
  type LoadedConfiguration,
  loadConfiguration,
  type Overrides,
  readEnvironment,
} from './load.js';
export { isLoopback } from './loopback.js';
