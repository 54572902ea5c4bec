import { oneOf, textLike } from '../schemas.js';
import { defineArea, optionalSetting, setting } from '../setting.js';

export const loggingArea = defineArea('Logging', {
  LOG_LEVEL: setting(oneOf('fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'), {
    defaultText: 'info',
    description: 'Least severe level that is logged.',
  }),
  LOG_FORMAT: optionalSetting(oneOf('json', 'pretty'), {
    shownDefault: 'json; pretty on a terminal',
    description: 'One JSON object a line, or lines for people.',
  }),
  LOG_FILE: optionalSetting(textLike(/^[^\0]+$/, 'must be a file path'), {
    description: 'File that receives the log too, as JSON; its folder is made.',
  }),
});
