import { z } from 'zod';
import { type Completion, type CompletionRequest, LanguageModel } from './language-model.js';
import {
  askModelServer,
  type ModelAnswer,
  PATIENCE,
  type Patience,
  refusal,
  strangeAnswer,
} from './model-server.js';

const THOUGHT_TOKENS = 8_192;

const Answer = z.object({
  choices: z
    .array(
      z.object({
        message: z.object({ content: z.string().nullish() }),
        finish_reason: z.string().nullish(),
      }),
    )
    .min(1),
  model: z.string().optional(),
  usage: z
    .object({ prompt_tokens: z.number().optional(), completion_tokens: z.number().optional() })
    .nullish(),
});

/**
 * Any server of the OpenAI chat protocol (`POST …/chat/completions`): OpenAI, vLLM, llama.cpp, Ollama and others.
 *
 * Reasoning models refuse `max_tokens` and `temperature`; a refused request is sent once more as they want it.
 */
export class OpenAiCompatible extends LanguageModel {
  private limitName: 'max_tokens' | 'max_completion_tokens' = 'max_tokens';

  constructor(
    private readonly url: string,
    readonly name: string,
    private readonly apiKey: string | null = null,
    private readonly patience: Patience = PATIENCE,
  ) {
    super();
  }

  async complete(request: CompletionRequest): Promise<Completion> {
    let answer = await this.ask(request);
    if (answer.status === 400 && this.limitName === 'max_tokens' && namesParameter(answer.body)) {
      this.limitName = 'max_completion_tokens';
      answer = await this.ask(request);
    }
    if (answer.status !== 200) throw refusal(answer.status);
    return this.read(answer.body);
  }

  private ask({ system, prompt, maximumTokens, signal }: CompletionRequest): Promise<ModelAnswer> {
    const limits =
      this.limitName === 'max_tokens'
        ? { max_tokens: maximumTokens, temperature: 0 }
        : { max_completion_tokens: maximumTokens + THOUGHT_TOKENS };
    return askModelServer({
      url: `${this.url}/chat/completions`,
      headers: this.apiKey === null ? {} : { authorization: `Bearer ${this.apiKey}` },
      body: {
        model: this.name,
        messages: [
          { role: 'system', content: system },
          { role: 'user', content: prompt },
        ],
        stream: false,
        ...limits,
      },
      signal,
      patience: this.patience,
    });
  }

  private read(body: unknown): Completion {
    const parsed = Answer.safeParse(body);
    if (!parsed.success) throw strangeAnswer();
    const { choices, model, usage } = parsed.data;
    const [choice] = choices;
    return {
      text: withoutThoughts(choice?.message.content ?? ''),
      model: model || this.name,
      finished: choice?.finish_reason === 'stop',
      ...(usage && { tokens: { input: usage.prompt_tokens ?? 0, output: usage.completion_tokens ?? 0 } }),
    };
  }
}

function namesParameter(body: unknown): boolean {
  return /max_(?:completion_)?tokens|temperature/.test(JSON.stringify(body));
}

/** Some local servers leave the thoughts in the text. */
function withoutThoughts(text: string): string {
  const end = text.trimStart().startsWith('<think>') ? text.indexOf('</think>') : -1;
  return end < 0 ? text : text.slice(end + '</think>'.length);
}
