import { NestFactory } from '@nestjs/core';
import { AppModule } from '../../dist/app.module.js';
import { loadConfiguration } from '../../dist/platform/config/index.js';

/** Settings that the benchmarks share: nothing refuses work because of its size, nothing is logged. */
export const environment = ({ folder, redisUrl = null, synchronous = 'NORMAL' }) => ({
  DATA_DIR: folder,
  MAX_QUEUE_SIZE: '100000000',
  LOG_LEVEL: 'silent',
  EMBEDDED_SYNCHRONOUS: synchronous,
  ...(redisUrl ? { REDIS_URL: redisUrl } : {}),
});

export const configurationFor = (settings) => loadConfiguration(environment(settings)).configuration;

/** Assay's modules in this process, without HTTP and without working any queue yet. */
export const createApplication = (configuration) =>
  NestFactory.createApplicationContext(AppModule.forWorker(configuration), {
    logger: ['error'],
    abortOnError: false,
  });
