import type { InferenceSession } from 'onnxruntime-node';

/**
 * Loads an ONNX model, from a file or its bytes, to run on one thread: several children share the cores. For compute children only, because
 * a run blocks its thread.
 */
export async function createSession(model: string | Uint8Array): Promise<InferenceSession> {
  const { InferenceSession } = await import('onnxruntime-node');
  const options = { intraOpNumThreads: 1, interOpNumThreads: 1, logSeverityLevel: 3 } as const;
  return typeof model === 'string'
    ? InferenceSession.create(model, options)
    : InferenceSession.create(model, options);
}
