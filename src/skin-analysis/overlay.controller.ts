import { Controller, Get, Param, StreamableFile } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import { Jobs } from '../jobs/index.js';
import { Owner } from '../platform/auth/index.js';
import { ApiProblems } from '../platform/http/index.js';
import { dermoscopy } from './dermoscopy.job.js';
import { histopathology } from './histopathology.job.js';

/** Types of job that draw what they found over the image. */
const DRAWING = [dermoscopy.name, histopathology.name];

/** The pictures that go with results. */
@ApiTags('Skin images')
@ApiBearerAuth()
@Controller('jobs/result')
export class OverlayController {
  constructor(private readonly jobs: Jobs) {}

  @Get(':id/overlay.png')
  @ApiOperation({ summary: 'The image with what was found drawn over it' })
  @ApiProduces('image/png')
  @ApiOkResponse({ schema: { type: 'string', format: 'binary' } })
  @ApiProblems(401, 404)
  async overlay(@Param('id') id: string, @Owner() owner: string): Promise<StreamableFile> {
    const record = await this.jobs.get(id, owner, DRAWING);
    return new StreamableFile(await this.jobs.artefactOf(record, 'overlay.png'), {
      type: 'image/png',
      disposition: 'inline; filename="overlay.png"',
    });
  }
}
