import { Module } from '@nestjs/common';
import { CONFIGURATION, type Configuration } from '../platform/config/index.js';
import { languageModelFrom } from './language/choose.js';
import { LanguageModel } from './language/language-model.js';

/** Clients of model servers. {@link LanguageModel} is `null` where none is configured. */
@Module({
  providers: [
    {
      provide: LanguageModel,
      inject: [CONFIGURATION],
      useFactory: ({ models }: Configuration) => languageModelFrom(models),
    },
  ],
  exports: [LanguageModel],
})
export class ModelsModule {}
