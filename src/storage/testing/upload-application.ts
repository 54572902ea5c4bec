import { join } from 'node:path';
import { Body, Controller, Global, Module, Post, UseInterceptors } from '@nestjs/common';
import type { INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { AddressInfo } from 'node:net';
import { pino } from 'pino';
import { CONFIGURATION } from '../../platform/config/index.js';
import { Failure } from '../../platform/failure.js';
import { ProblemFilter } from '../../platform/http/index.js';
import { BlobStore, type ReceivedUploads, StorageModule, type UploadedBlob } from '../index.js';
import { Received, Upload, UploadList, Uploads } from '../index.js';

const IMAGES = ['image/png', 'image/jpeg'];

@Controller()
class UploadController {
  @Post('document')
  @UseInterceptors(Uploads({ file: { types: ['application/pdf', 'text/plain'] } }))
  document(@Upload('file') file: UploadedBlob, @Body() body: Record<string, unknown>) {
    if (body['fail']) throw new Failure('bad_input', 'refused by the handler');
    return { ...file, body };
  }

  @Post('images')
  @UseInterceptors(
    Uploads({ files: { types: IMAGES, maximumFiles: 3 }, note: { types: IMAGES, required: false } }),
  )
  images(@UploadList('files') files: UploadedBlob[], @Upload('note') note?: UploadedBlob) {
    return { files, note: note ?? null };
  }

  @Post('kept')
  @UseInterceptors(Uploads({ file: { types: ['text/plain'] } }))
  kept(@Received() received: ReceivedUploads) {
    received.keep();
    throw new Failure('time_limit', 'after the job took the file');
  }

  @Post('replayed')
  @UseInterceptors(Uploads({ file: { types: ['text/plain'] } }))
  async replayed(@Received() received: ReceivedUploads) {
    await received.discard();
    return { replayed: true };
  }
}

/** A Nest application on a free port whose routes receive uploads into a store in the given folder. */
export async function startUploadApplication(directory: string, maximumUploadBytes: number) {
  const configuration = {
    data: { directory },
    queue: { synchronous: 'NORMAL' },
    storage: {
      maximumUploadBytes,
      s3: null,
      blobStore: 'folder',
      objectStoreDirectory: join(directory, 'objects'),
    },
  };

  @Global()
  @Module({ providers: [{ provide: CONFIGURATION, useValue: configuration }], exports: [CONFIGURATION] })
  class ConfigurationModule {}

  @Module({ imports: [ConfigurationModule, StorageModule], controllers: [UploadController] })
  class UploadApplication {}

  const application: INestApplication = await NestFactory.create(UploadApplication, { logger: false });
  application.useGlobalFilters(new ProblemFilter(pino({ level: 'silent' })));
  await application.listen(0, '127.0.0.1');
  const { port } = application.getHttpServer().address() as AddressInfo;
  return {
    port,
    url: `http://127.0.0.1:${port}`,
    store: application.get(BlobStore),
    close: () => application.close(),
  };
}
