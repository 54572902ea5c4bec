export interface CompletionRequest {
  /** What the model is told to be and to do. */
  system: string;
  /** What it is given. */
  prompt: string;
  /** Limit of the answer's own text; what a model thinks before it is allowed on top. */
  maximumTokens: number;
  /** Ends the request; it then rejects with the signal's reason. */
  signal?: AbortSignal;
}

export interface Completion {
  /** Empty where the server withheld its answer. */
  text: string;
  /** The model that answered, as the server names it. */
  model: string;
  /** False where the text was cut off or withheld. */
  finished: boolean;
  tokens?: { input: number; output: number };
}

/** A server that completes text: the port of all language models, and its DI token. */
export abstract class LanguageModel {
  /** The configured model. */
  abstract readonly name: string;

  /**
   * One answer to one prompt. The server is asked again a few times where it is busy or away.
   *
   * @throws Failure `model_unavailable`, in words that hold neither key nor address.
   */
  abstract complete(request: CompletionRequest): Promise<Completion>;
}
