import { z } from 'zod';
import { Failure } from '../../platform/failure.js';
import { type Completion, type CompletionRequest, LanguageModel } from './language-model.js';
import { askModelServer, PATIENCE, type Patience, refusal, strangeAnswer } from './model-server.js';

/** The stable model that is asked where `LLM_MODEL` names none. */
export const DEFAULT_GEMINI_MODEL = 'gemini-3.5-flash';
const ADDRESS = 'https://generativelanguage.googleapis.com';
/** Thoughts count into `maxOutputTokens`; without room for them a thinking model answers nothing. */
const THOUGHT_TOKENS = 8_192;

const Answer = z.object({
  candidates: z
    .array(
      z.object({
        content: z
          .object({
            parts: z
              .array(z.object({ text: z.string().optional(), thought: z.boolean().optional() }))
              .optional(),
          })
          .optional(),
        finishReason: z.string().optional(),
      }),
    )
    .optional(),
  promptFeedback: z.object({ blockReason: z.string().optional() }).optional(),
  modelVersion: z.string().optional(),
  usageMetadata: z
    .object({ promptTokenCount: z.number().optional(), candidatesTokenCount: z.number().optional() })
    .optional(),
});

/**
 * Gemini by `models.generateContent` (https://ai.google.dev/api/generate-content).
 *
 * Google sends requests for retired models to others; an answer of another model than the configured one is refused.
 */
export class Gemini extends LanguageModel {
  readonly name: string;

  constructor(
    private readonly apiKey: string,
    model: string = DEFAULT_GEMINI_MODEL,
    private readonly address = ADDRESS,
    private readonly patience: Patience = PATIENCE,
  ) {
    super();
    this.name = model.replace(/^models\//, '');
  }

  async complete({ system, prompt, maximumTokens, signal }: CompletionRequest): Promise<Completion> {
    const answer = await askModelServer({
      url: `${this.address}/v1beta/models/${encodeURIComponent(this.name)}:generateContent`,
      headers: { 'x-goog-api-key': this.apiKey },
      body: {
        systemInstruction: { parts: [{ text: system }] },
        contents: [{ role: 'user', parts: [{ text: prompt }] }],
        generationConfig: { maxOutputTokens: maximumTokens + THOUGHT_TOKENS, candidateCount: 1 },
      },
      signal,
      patience: this.patience,
    });
    if (answer.status !== 200) throw refusal(answer.status);
    return this.read(answer.body);
  }

  private read(body: unknown): Completion {
    const parsed = Answer.safeParse(body);
    if (!parsed.success) throw strangeAnswer();
    const { candidates = [], promptFeedback, modelVersion, usageMetadata: usage } = parsed.data;
    const [candidate] = candidates;
    if (!candidate && !promptFeedback?.blockReason) throw strangeAnswer();
    const model = modelVersion?.replace(/^models\//, '') ?? this.name;
    this.assertConfigured(model);
    const parts = candidate?.content?.parts ?? [];
    return {
      text: parts.flatMap(({ text, thought }) => (thought ? [] : (text ?? []))).join(''),
      model,
      finished: candidate?.finishReason === 'STOP',
      ...(usage && {
        tokens: { input: usage.promptTokenCount ?? 0, output: usage.candidatesTokenCount ?? 0 },
      }),
    };
  }

  /** `gemini-3.5-flash` may be answered by `gemini-3.5-flash-001`, its numbered release; an alias `…-latest` by any. */
  private assertConfigured(model: string): void {
    const isRelease = model.startsWith(this.name) && /^(?:-\d+)*$/.test(model.slice(this.name.length));
    if (isRelease || this.name.endsWith('-latest')) return;
    throw new Failure(
      'model_unavailable',
      'Gemini answered with another model than the configured one, which is probably retired.',
    );
  }
}
