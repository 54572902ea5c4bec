import type { LoggerService } from '@nestjs/common';
import type { Level, Logger } from 'pino';

/** Nest's logger on pino: `new Logger('Area')` of any class ends here once it is given to `app.useLogger()`. */
export class NestLogger implements LoggerService {
  constructor(private readonly logger: Logger) {}

  log(message: unknown, ...details: unknown[]): void {
    this.write('info', message, details);
  }

  error(message: unknown, ...details: unknown[]): void {
    this.write('error', message, details);
  }

  warn(message: unknown, ...details: unknown[]): void {
    this.write('warn', message, details);
  }

  debug(message: unknown, ...details: unknown[]): void {
    this.write('debug', message, details);
  }

  verbose(message: unknown, ...details: unknown[]): void {
    this.write('trace', message, details);
  }

  fatal(message: unknown, ...details: unknown[]): void {
    this.write('fatal', message, details);
  }

  /** Nest passes the context last, and for errors a stack or an Error before it. */
  private write(level: Level, message: unknown, details: unknown[]): void {
    const context = typeof details.at(-1) === 'string' ? details.at(-1) : undefined;
    const err = [message, ...details].find((part) => part instanceof Error);
    const stack = level === 'error' ? details.find(isStack) : undefined;
    const members = {
      ...(isPlainObject(message) && message),
      ...(context !== stack && context !== undefined && { context }),
      ...(err && { err }),
      ...(!err && stack && { stack }),
    };
    this.logger[level](members, textOf(message));
  }
}

function isStack(part: unknown): part is string {
  return typeof part === 'string' && /\n\s+at /.test(part);
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !(value instanceof Error) && !Array.isArray(value);
}

function textOf(message: unknown): string | undefined {
  if (message instanceof Error) return message.message;
  return isPlainObject(message) ? undefined : String(message);
}
