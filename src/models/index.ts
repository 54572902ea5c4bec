export { describeLanguageModel, languageModelFrom } from './language/choose.js';
export { type Completion, type CompletionRequest, LanguageModel } from './language/language-model.js';
export { ModelsModule } from './models.module.js';
