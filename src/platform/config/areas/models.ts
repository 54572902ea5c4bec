import { commaList, httpUrl, text, textLike } from '../schemas.js';
import { defineArea, optionalSetting, setting } from '../setting.js';

export const modelsArea = defineArea('Models and vectors', {
  GOOGLE_API_KEY: optionalSetting(text(), {
    secret: true,
    description: 'Key of Gemini, which then words the lab reports; the numbers always come from the parser.',
  }),
  LLM_URL: optionalSetting(httpUrl(), {
    description:
      'Address of an OpenAI-compatible server (`http://localhost:11434/v1`), used in place of Gemini.',
  }),
  LLM_MODEL: optionalSetting(text(), {
    description:
      'Name of the language model; needed beside `LLM_URL`, for Gemini `gemini-3.5-flash` unless set.',
  }),
  LLM_API_KEY: optionalSetting(text(), { secret: true, description: 'Key of the server at `LLM_URL`.' }),
  OCR_LANGUAGES: setting(
    commaList(/^[a-z]{3}(?:_[a-z]+){0,2}$/, 'must be language codes such as eng,deu, separated by commas'),
    {
      defaultText: 'eng',
      description:
        'Languages of text recognition on scans and pictures, the most frequent first. For each, the npm package `@tesseract.js-data/CODE` must be installed; `eng` is.',
    },
  ),
  MODELS_DIR: optionalSetting(textLike(/^[^\0]+$/, 'must be a folder path'), {
    description: 'Folder of ONNX models (skin, image embedding) with their manifest.',
  }),
  VISION_URL: optionalSetting(httpUrl(), { description: 'KServe v2 or Triton server of the skin models.' }),
  EMBEDDING_URL: optionalSetting(httpUrl(), {
    description: 'KServe v2 or Triton server of the image embedding, used where `MODELS_DIR` has none.',
  }),
  QDRANT_URL: optionalSetting(httpUrl(), {
    description:
      'Qdrant server (1.18 or newer) with its port, such as `http://localhost:6333`; none: vectors in a file of `DATA_DIR`.',
  }),
  QDRANT_API_KEY: optionalSetting(text(), { secret: true, description: 'Key of Qdrant.' }),
  QDRANT_COLLECTION: setting(
    textLike(/^[\w.-]{1,64}$/, 'must be at most 64 letters, digits and any of _ . -'),
    {
      defaultText: 'assay-products',
      description: 'Collection of Qdrant that holds the products; each instance needs its own.',
    },
  ),
});
