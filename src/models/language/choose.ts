import { type Configuration, ConfigurationError } from '../../platform/config/index.js';
import { DEFAULT_GEMINI_MODEL, Gemini } from './gemini.js';
import type { LanguageModel } from './language-model.js';
import { OpenAiCompatible } from './openai-compatible.js';

type ModelSettings = Configuration['models'];

/**
 * The configured language model, or null. `LLM_URL` goes before `GOOGLE_API_KEY`.
 *
 * @throws ConfigurationError where `LLM_URL` stands without `LLM_MODEL`
 */
export function languageModelFrom(settings: ModelSettings): LanguageModel | null {
  const { llmUrl, llmModel, llmApiKey, googleApiKey } = settings;
  if (llmUrl !== null) {
    if (llmModel === null) throw new ConfigurationError(['LLM_MODEL is needed beside LLM_URL']);
    return new OpenAiCompatible(llmUrl, llmModel, llmApiKey);
  }
  return googleApiKey === null ? null : new Gemini(googleApiKey, llmModel ?? DEFAULT_GEMINI_MODEL);
}

/** What a start says about the language model, in one line; null where there is none. */
export function describeLanguageModel(settings: ModelSettings): string | null {
  const model = languageModelFrom(settings);
  if (model === null) return null;
  const place = settings.llmUrl === null ? 'Gemini' : serverOf(settings.llmUrl);
  const unused =
    settings.llmUrl !== null && settings.googleApiKey !== null ? '; GOOGLE_API_KEY is not used' : '';
  return `${model.name} (${place}) words lab reports: results are sent there, never a name, date, file or question${unused}`;
}

function serverOf(address: string): string {
  const { protocol, host } = new URL(address);
  return protocol === 'https:' ? host : `${host}, not encrypted`;
}
